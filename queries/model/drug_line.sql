-- relation: drug_line
-- grain: one row per claim line or fill of a member that says that a drug came
-- kept: view
--
-- Lines of a drug code, paid, paid 0, denied or pended, of any provider, and fills of the pharmacy
-- benefit, from drug_from to drug_to. It only clears. A drug line is of family drug, or of a code
-- that drug_code lacks in the ranges of drug_code_range. drug: what makes it another drug than the
-- next one: its code; all nutrition is one, all fluids and electrolytes are one; of a code that names
-- no drug, and of a fill, what ndc_code gives for the first nine digits of the NDC, and for a line
-- else these nine. Null: the drug is not known, so a second therapy is open. matched_code: what
-- drug_per_diem is asked for; matches_any: a class that nobody judged, or a code nobody listed,
-- fits every per diem.
with billed as (
  select payer, person_id, hcpcs_code, code_family, ndc_code, line_start_date, line_end_date
  from claim_line
  union all
  select payer, person_id, hcpcs_code, code_family, ndc_code, line_start_date, line_end_date
  from denied_line
),
-- codes that no table knows, of the ranges of drugs
unlisted_code as (
  select distinct billed.hcpcs_code
  from billed
  join drug_code_range as drug
    on billed.hcpcs_code >= drug.first_code
   and billed.hcpcs_code <= drug.last_code
   and drug.is_drug = 'Y'
  left join drug_code_range as other
    on billed.hcpcs_code >= other.first_code
   and billed.hcpcs_code <= other.last_code
   and other.is_drug = 'N'
  where billed.code_family is null
    and other.first_code is null
),
billed_drug as (
  select
    billed.payer,
    billed.person_id,
    billed.line_start_date as drug_from,
    billed.line_end_date as drug_to,
    billed.hcpcs_code,
    left(billed.ndc_code, 9) as ndc_product,
    coalesce(drug_code.names_no_drug = 'Y', false) as names_no_drug
  from billed
  left join drug_code
    on billed.hcpcs_code = drug_code.code
  where billed.code_family = 'drug'
     or billed.hcpcs_code in (select hcpcs_code from unlisted_code)
),
-- a fill knows a member number; whose it is the claims and eligibility tell
member as (
  select payer, member_id, person_id from claim_line
  union
  select payer, member_id, person_id from denied_line
  union
  select payer, member_id, person_id from superseded_line
  union
  select payer, member_id, coalesce(person_id, member_id) as person_id from eligibility
),
fill as (
  select
    payer,
    member_id,
    coalesce(person_id, member_id) as person_id,
    dispensing_date as drug_from,
    dispensing_date + cast(greatest(least(coalesce(days_supply, 1), 366), 1) as integer) - 1 as drug_to,
    left(ndc_code, 9) as ndc_product
  from pharmacy_claim
),
fill_of_person as (
  select coalesce(fill.payer, member.payer) as payer, member.person_id, fill.drug_from, fill.drug_to, fill.ndc_product
  from fill
  join member
    on fill.member_id = member.member_id
   and (fill.payer is null or member.payer is null or fill.payer = member.payer)
  union
  select fill.payer, fill.person_id, fill.drug_from, fill.drug_to, fill.ndc_product
  from fill
),
filled_drug as (
  select
    known.payer,
    fill_of_person.person_id,
    fill_of_person.drug_from,
    fill_of_person.drug_to,
    cast(null as varchar) as hcpcs_code,
    fill_of_person.ndc_product,
    true as names_no_drug
  from fill_of_person
  join (select distinct payer from claim_line) as known
    on coalesce(fill_of_person.payer, known.payer) = known.payer
),
came as (
  select * from billed_drug
  union all
  select * from filled_drug
),
named as (
  select
    came.*,
    case when came.names_no_drug then ndc_code.code else came.hcpcs_code end as named_code
  from came
  left join ndc_code
    on came.ndc_product = ndc_code.ndc_product
)
select
  named.payer,
  named.person_id,
  named.drug_from,
  named.drug_to,
  case
    when drug_code.therapy_class in ('tpn', 'hydration') and named.named_code is not null then drug_code.therapy_class
    when named.named_code is not null then named.named_code
    when named.hcpcs_code is not null then named.ndc_product
  end as drug,
  coalesce(named.named_code, named.hcpcs_code) as matched_code,
  coalesce(drug_code.therapy_class, 'unknown') in ('unknown', 'noc') as matches_any
from named
left join drug_code
  on coalesce(named.named_code, named.hcpcs_code) = drug_code.code
