-- question: On which days did a member have two or more infusion therapies, and who carried SH or SJ?
-- parameter from_day: date = ; first day; empty: all
-- parameter to_day: date = ; last day; empty: all
-- parameter only_unmarked: text = no; yes: only days on which too few lines carry a modifier
-- parameter most: integer = 500; rows to show
--
-- Lines that count as a therapy, by member, provider group and day. A day of two therapies should have
-- one line without SH or SJ; unmarked counts how many more there are.
with therapy_day as (
  select
    claim_line.payer, claim_line.member_id, claim_line.provider_group, claim_line_day.service_date,
    claim_line.hcpcs_code, claim_line.modifiers,
    case
      when list_contains(claim_line.modifiers, 'SJ') then 'SJ'
      when list_contains(claim_line.modifiers, 'SH') then 'SH'
    end as carried
  from claim_line
  join claim_line_day
    on claim_line.line_id = claim_line_day.line_id
  where claim_line.counts_as_therapy = 'Y'
),
day as (
  select
    payer, member_id, provider_group, service_date,
    count(*) as lines,
    string_agg(hcpcs_code || coalesce(' ' || carried, ''), ', ' order by carried nulls first, hcpcs_code) as therapies,
    count(*) filter (where carried = 'SH') as sh_lines,
    count(*) filter (where carried = 'SJ') as sj_lines,
    greatest(count(*) filter (where carried is null) - 1, 0) as unmarked
  from therapy_day
  group by payer, member_id, provider_group, service_date
  having count(*) > 1
)
select *
from day
where service_date >= coalesce($from_day, date '0001-01-01')
  and service_date <= coalesce($to_day, date '9999-12-31')
  and ($only_unmarked <> 'yes' or unmarked > 0)
order by service_date, payer, member_id, provider_group
limit $most
