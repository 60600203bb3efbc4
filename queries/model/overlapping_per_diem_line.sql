-- relation: overlapping_per_diem_line
-- grain: one row per per diem line that shares a day with another, or carries SH or SJ
-- kept: audit
--
-- Where two per diems of one member and provider group can meet: the start of EXC-01, UNT-02
-- and CON-01 to CON-04. Only lines that are payable evidence, not recovered in full, whose every day
-- is certain, or that are spans with fewer units than days (is_short). One pass over the lines finds
-- those that overlap another; all the others, most of them, end here.
-- role: third where a modifier says third therapy, else second where one says second, else
-- primary. payment_order: the member's and group's lines by first payment; the earlier stands.
-- member_group: a number for the member and provider group; the models below sort by it, which
-- is cheaper than by three texts. is_price_shared: the member or another payer paid a part of the
-- line's price. held_cents: paid, less what was recovered.
with therapy_modifier as (
  select
    array_agg(modifier order by modifier) filter (where role = 'second_therapy') as second_therapy,
    array_agg(modifier order by modifier) filter (where role = 'third_therapy') as third_therapy
  from modifier
),
per_diem as (
  select
    claim_line.line_id,
    claim_line.payer,
    claim_line.person_id,
    claim_line.provider_group,
    claim_line.line_start_date,
    claim_line.line_end_date,
    claim_line.paid_cents - coalesce(recovered_line.recovered_cents, 0) as held_cents,
    case
      when list_has_any(claim_line.modifiers, therapy_modifier.third_therapy) then 'third'
      when list_has_any(claim_line.modifiers, therapy_modifier.second_therapy) then 'second'
      else 'primary'
    end as role
  from claim_line
  cross join therapy_modifier
  left join recovered_line
    on claim_line.line_id = recovered_line.line_id
  where claim_line.is_per_diem
    and claim_line.is_payable_evidence
    and (claim_line.is_certain or (claim_line.day_count > 1 and claim_line.units < claim_line.day_count))
    and (recovered_line.line_id is null or recovered_line.recovered_cents < claim_line.paid_cents)
),
neighbour as (
  select
    line_id,
    role,
    held_cents,
    line_start_date,
    line_end_date,
    max(line_end_date) over (
      partition by payer, person_id, provider_group
      order by line_start_date, line_id
      rows between unbounded preceding and 1 preceding
    ) as earlier_end_date,
    lead(line_start_date) over (
      partition by payer, person_id, provider_group
      order by line_start_date, line_id
    ) as next_start_date
  from per_diem
),
meeting as (
  select line_id, role, held_cents
  from neighbour
  where earlier_end_date >= line_start_date
     or next_start_date <= line_end_date
     or role <> 'primary'
)
select
  claim_line.line_id,
  claim_line.payer,
  claim_line.person_id,
  claim_line.provider_group,
  dense_rank() over (order by claim_line.payer, claim_line.person_id, claim_line.provider_group) as member_group,
  claim_line.policy_scope,
  claim_line.claim_id,
  claim_line.hcpcs_code,
  claim_line.modifiers,
  claim_line.counts_as_therapy,
  meeting.role,
  claim_line.line_start_date,
  claim_line.line_end_date,
  claim_line.day_count,
  claim_line.units,
  claim_line.units_basis,
  not claim_line.is_certain as is_short,
  claim_line.paid_date,
  claim_line.payee,
  claim_line.paid_cents,
  meeting.held_cents,
  claim_line.price_cents,
  claim_line.rate_cents,
  coalesce(claim_line.copayment_amount, 0) <> 0
    or coalesce(claim_line.coinsurance_amount, 0) <> 0
    or coalesce(claim_line.deductible_amount, 0) <> 0
    or coalesce(claim_line.other_payer_paid_amount, 0) <> 0 as is_price_shared,
  row_number() over (
    partition by claim_line.payer, claim_line.person_id, claim_line.provider_group
    order by
      claim_line.first_paid_date nulls last,
      claim_line.claim_id,
      cast(claim_line.claim_line_number as varchar),
      claim_line.line_id
  ) as payment_order,
  row_number() over (
    partition by claim_line.payer, claim_line.person_id, claim_line.provider_group
    order by
      claim_line.received_date nulls last,
      claim_line.claim_id,
      cast(claim_line.claim_line_number as varchar),
      claim_line.line_id
  ) as billing_order
from meeting
join claim_line
  on meeting.line_id = claim_line.line_id
