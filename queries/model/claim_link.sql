-- relation: claim_link
-- grain: one row per claim and other claim that it names
-- kept: step
--
-- A claim replaces, voids or takes back only a claim of the same payer, member and provider group: a
-- number alone may be a misprint, or mean nothing. stands_for: why the name counts, or not. Where the
-- store does not hold the claim that is named, several claims that name it speak of one claim only if
-- they agree in member, group and days: party is what they have to agree in.
with named as (
  select distinct payer, claim_id, original_claim_id
  from distinct_row
  where original_claim_id is not null
),
linked as (
  select payer, claim_id from named
  union
  select payer, original_claim_id as claim_id from named
),
billed as (
  select
    grouped_row.payer,
    grouped_row.claim_id,
    grouped_row.person_id,
    grouped_row.provider_group,
    min(grouped_row.line_start_date) as first_day,
    max(grouped_row.line_end_date) as last_day
  from grouped_row
  join linked
    on grouped_row.payer = linked.payer
   and grouped_row.claim_id = linked.claim_id
  group by grouped_row.payer, grouped_row.claim_id, grouped_row.person_id, grouped_row.provider_group
),
claim as (
  select
    payer,
    claim_id,
    min(person_id) as person_id,
    min(person_id) = max(person_id) as is_of_one_person,
    string_agg(distinct provider_group, '+' order by provider_group) as provider_groups,
    min(first_day) as first_day,
    max(last_day) as last_day
  from billed
  group by payer, claim_id
),
one_group as (
  select distinct named.payer, named.claim_id, named.original_claim_id
  from named
  join billed as naming
    on named.payer = naming.payer
   and named.claim_id = naming.claim_id
  join billed as original
    on named.payer = original.payer
   and named.original_claim_id = original.claim_id
   and naming.provider_group = original.provider_group
)
select
  named.payer,
  named.claim_id,
  named.original_claim_id,
  case
    when original.claim_id is null then 'not in the store'
    when not naming.is_of_one_person or not original.is_of_one_person or naming.person_id <> original.person_id
    then 'another member'
    when one_group.claim_id is null then 'another provider group'
    else 'the claim'
  end as stands_for,
  case
    when original.claim_id is null
    then concat_ws('|', naming.person_id, naming.provider_groups, naming.first_day, naming.last_day)
  end as party
from named
join claim as naming
  on named.payer = naming.payer
 and named.claim_id = naming.claim_id
left join claim as original
  on named.payer = original.payer
 and named.original_claim_id = original.claim_id
left join one_group
  on named.payer = one_group.payer
 and named.claim_id = one_group.claim_id
 and named.original_claim_id = one_group.original_claim_id
