-- relation: member_number
-- grain: one row per payer (null: any), member number that a visit note names, and person
-- kept: audit
--
-- NUR-04, NUR-13: whose a visit note is. A note knows only a member number; the person behind it is
-- told by the claim lines, denied and replaced ones too, and by eligibility.
with told as (
  select payer, member_id, person_id from claim_line
  union all
  select payer, member_id, person_id from superseded_line
  union all
  select payer, member_id, person_id from denied_line
  union all
  select payer, member_id, coalesce(person_id, member_id) as person_id from eligibility
)
select distinct payer, member_id, person_id
from told
where member_id in (select member_id from visit_note)
