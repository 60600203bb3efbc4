-- question: Which providers bill a modifier, on which codes, and how was it paid?
-- parameter modifier: text = SH; modifier
-- parameter code_like: text = S%; pattern of the code: % any text, _ any character
--
-- One row a provider group and code: lines that carry the modifier anywhere, beside the same provider's
-- lines of that code that do not. Two modifiers on one line that exclude each other show as carries_other.
with line as (
  select provider_group, hcpcs_code, paid_amount, day_count, modifiers, list_contains(modifiers, upper($modifier)) as carries
  from claim_line
  where hcpcs_code like $code_like
),
summed as (
  select
    provider_group,
    hcpcs_code,
    count(*) filter (where carries) as lines_with,
    sum(paid_amount) filter (where carries) as paid_with,
    sum(day_count) filter (where carries) as days_with,
    count(*) filter (where not carries) as lines_without,
    sum(paid_amount) filter (where not carries) as paid_without,
    count(*) filter (where carries and len(modifiers) > 1) as carries_other
  from line
  group by provider_group, hcpcs_code
)
select *
from summed
where lines_with > 0
order by lines_with desc, provider_group, hcpcs_code
