-- relation: nursing_line_note
-- grain: one row per nursing line and visit note that belongs to it
-- kept: audit
--
-- NUR-04, NUR-13: the notes that belong to a nursing line. A note that names the line's claim, or one
-- that it replaced, belongs by that, whatever member number it bears, where its day is no more than
-- one day outside the line's. A note that names no claim belongs by its member, a day of the line,
-- and a billing provider that is not named, is the line's, or is of the same provider group; so
-- does one whose claim has no paid line and none of its replacements has (denied, pended, taken
-- back). The member is a person of a payer, under any of the person's member numbers. lacking: the
-- elements that the period in force on the note's day requires and the note lacks, empty where the
-- note supports the line; a day on which no documentation is required asks nothing of its notes. A
-- note sent again counts once, by its better version. note_key: what makes it one note.
with provider_group_npi as (
  select distinct billing_npi, provider_group
  from claim_line
  where billing_npi in (select billing_npi from visit_note)
  union
  select npi as billing_npi, tin as provider_group
  from provider
  where tin is not null
),
checked_line as (
  select distinct
    line_id, payer, claim_id, person_id, policy_scope, provider_group, billing_npi, role, line_start_date,
    line_end_date, day_count
  from nursing_line
  where not_applicable is null
    and is_payable_evidence
),
-- a claim that notes name, and the claim that stands for it
named_claim as (
  select distinct payer, claim_id as named_claim_id, claim_id
  from claim_line
  where claim_id in (select claim_id from visit_note)
  union
  select distinct claim_replacement.payer, claim_replacement.claim_id as named_claim_id, claim_line.claim_id
  from claim_replacement
  join claim_line
    on claim_replacement.payer = claim_line.payer
   and claim_replacement.replaced_by = claim_line.claim_id
  where claim_replacement.claim_id in (select claim_id from visit_note)
),
claim_note as (
  select note.* exclude (payer, claim_id), named_claim.payer, named_claim.claim_id
  from visit_note_element as note
  join named_claim
    on note.claim_id = named_claim.named_claim_id
   and coalesce(note.payer, named_claim.payer) = named_claim.payer
),
line_day as (
  select
    checked_line.*,
    checked_line.line_start_date + cast(day_number.n as integer) as service_date
  from checked_line
  join day_number
    on day_number.n < checked_line.day_count
),
member_note as (
  select distinct note.* exclude (member_id, claim_id), member_number.person_id
  from visit_note_element as note
  join member_number
    on note.member_id = member_number.member_id
   and (note.payer is null or member_number.payer is null or note.payer = member_number.payer)
  where not exists (
    select 1
    from named_claim
    where named_claim.named_claim_id = note.claim_id
      and named_claim.payer = coalesce(note.payer, named_claim.payer)
  )
),
belonging as (
  select
    checked_line.line_id,
    checked_line.policy_scope,
    checked_line.role,
    note.service_date,
    note.visit_note_id,
    true as names_claim,
    false as names_provider,
    note.lacks_registered_nurse,
    note.lacks_signed,
    note.lacks_start_time,
    note.lacks_stop_time
  from checked_line
  join claim_note as note
    on checked_line.payer = note.payer
   and checked_line.claim_id = note.claim_id
   and note.service_date >= checked_line.line_start_date - 1
   and note.service_date <= checked_line.line_end_date + 1
  union all
  select
    line_day.line_id,
    line_day.policy_scope,
    line_day.role,
    line_day.service_date,
    note.visit_note_id,
    false as names_claim,
    note.billing_npi is not null as names_provider,
    note.lacks_registered_nurse,
    note.lacks_signed,
    note.lacks_start_time,
    note.lacks_stop_time
  from line_day
  join member_note as note
    on line_day.person_id = note.person_id
   and line_day.service_date = note.service_date
   and line_day.payer = coalesce(note.payer, line_day.payer)
  left join provider_group_npi
    on note.billing_npi = provider_group_npi.billing_npi
   and line_day.provider_group = provider_group_npi.provider_group
  where note.billing_npi is null
     or note.billing_npi = line_day.billing_npi
     or provider_group_npi.billing_npi is not null
),
ruled_note as (
  select
    belonging.*,
    case
      when belonging.role = 'visit' then policy.required_elements
      else policy.required_elements_additional_hours
    end as required_elements
  from belonging
  left join policy_documentation as policy
    on belonging.policy_scope = policy.policy_scope
   and belonging.service_date >= policy.effective_from
   and belonging.service_date <= policy.effective_to
   and policy.required
),
read_note as (
  select
    line_id,
    service_date,
    visit_note_id,
    names_claim,
    names_provider,
    concat_ws(', ',
      case when lacks_registered_nurse and list_contains(required_elements, 'registered_nurse')
        then 'registered nurse' end,
      case when lacks_signed and list_contains(required_elements, 'signed') then 'signature' end,
      case when lacks_start_time and list_contains(required_elements, 'start_time') then 'start time' end,
      case when lacks_stop_time and list_contains(required_elements, 'stop_time') then 'stop time' end
    ) as lacking
  from ruled_note
)
-- '' sorts first: of several versions of a note the one that lacks nothing
select
  line_id,
  service_date,
  service_date || ' ' || visit_note_id as note_key,
  max(names_claim) as names_claim,
  max(names_provider) as names_provider,
  min(lacking) as lacking
from read_note
group by line_id, service_date, visit_note_id
