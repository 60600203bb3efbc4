-- relation: misplaced_therapy_day
-- grain: one row per therapy line and day on which its modifiers and the therapies of the day do not fit
-- kept: audit
--
-- CON-01 to CON-04, where holder_line_id holds the slot that the line claims by its modifiers. Lines
-- of the grid come from therapy_slot. Late lines carry no modifier, fill no slot and are judged
-- after the grid on all their days: a span with fewer units than days, inside the days of one line
-- of the grid; and a line of which UNT-02 leaves open whether it is a second therapy (is_open: a
-- lead). A late line is nothing where it is better than the primary of one of its days; second, where
-- nobody has the second slot on any; third, where on each a line not worse than it has it; else
-- nothing. Days without a primary or outside the policy are left out; lines already cut are no
-- late lines, nor are lines beside a therapy recovered in full: what came back of one line never asks
-- for another. is_for_records: a line that convicts is doubted, or a member number is of two persons.
with holder as (
  select
    member_group,
    service_date,
    max(case when slot = 'first' then line_id end) as first_line_id,
    max(case when slot = 'first' then hcpcs_code end) as first_code,
    max(case when slot = 'second' then line_id end) as second_line_id,
    max(case when slot = 'second' then hcpcs_code end) as second_code
  from therapy_slot
  group by member_group, service_date
),
-- spans inside one line of the grid
inside_span as (
  select distinct short_day.line_id
  from (
    select short.line_id, short.day_count, therapy_day.line_id as host_line_id, count(*) as days
    from therapy_line_day as short
    join therapy_day
      on short.member_group = therapy_day.member_group
     and short.service_date = therapy_day.service_date
    where short.is_short and short.role = 'primary' and not short.is_absent
    group by short.line_id, short.day_count, therapy_day.line_id
  ) as short_day
  where short_day.days = short_day.day_count
),
late_line_day as (
  select therapy_line_day.*, false as is_lead
  from therapy_line_day
  where line_id in (select line_id from inside_span)
  union all
  select therapy_line_day.*, true as is_lead
  from therapy_line_day
  where is_open and not is_short and role = 'primary'
),
-- late lines beside a therapy that was recovered in full: who had the slots was another question
late_beside_recovered as (
  select distinct late.line_id
  from overlapping_per_diem_line as late
  join claim_line
    on late.payer = claim_line.payer
   and late.person_id = claim_line.person_id
   and late.provider_group = claim_line.provider_group
   and late.line_start_date <= claim_line.line_end_date
   and late.line_end_date >= claim_line.line_start_date
  join recovered_line
    on claim_line.line_id = recovered_line.line_id
   and recovered_line.recovered_cents >= claim_line.paid_cents
  where late.line_id in (select line_id from late_line_day)
    and claim_line.counts_as_therapy in ('Y', 'policy')
),
late_day as (
  select *
  from late_line_day
  where line_id not in (select line_id from late_beside_recovered)
),
-- who has the slots on every day that has a primary, one therapy alone included
day_holder as (
  select
    therapy_day.member_group,
    therapy_day.service_date,
    max(case when coalesce(therapy_slot.slot, 'first') = 'first' then therapy_day.line_id end) as first_line_id,
    max(case when therapy_slot.slot = 'second' then therapy_day.line_id end) as second_line_id
  from therapy_day
  left join therapy_slot
    on therapy_day.line_id = therapy_slot.line_id
   and therapy_day.service_date = therapy_slot.service_date
  where therapy_day.member_group in (select member_group from late_day)
    and (therapy_day.role = 'primary' or therapy_slot.slot = 'second')
  group by therapy_day.member_group, therapy_day.service_date
),
compared as (
  select
    late_day.line_id,
    late_day.member_group,
    late_day.service_date,
    late_day.is_price_shared,
    late_day.is_lead,
    day_holder.first_line_id,
    day_holder.second_line_id,
    primary_line.hcpcs_code as first_code,
    case
      when coalesce(primary_line.day_ordering, late_day.ordering) = 'first_billed' then late_day.billing_order < primary_line.billing_order
      else coalesce(late_day.rate_cents, -1) > coalesce(primary_line.rate_cents, -1)
        or (late_day.rate_cents is not distinct from primary_line.rate_cents
          and late_day.payment_order < primary_line.payment_order)
    end as is_better_than_first,
    case
      when second_line.line_id is null then false
      when coalesce(primary_line.day_ordering, late_day.ordering) = 'first_billed' then late_day.billing_order < second_line.billing_order
      else coalesce(late_day.rate_cents, -1) > coalesce(second_line.rate_cents, -1)
        or (late_day.rate_cents is not distinct from second_line.rate_cents
          and late_day.payment_order < second_line.payment_order)
    end as is_better_than_second
  from late_day
  join day_holder
    on late_day.member_group = day_holder.member_group
   and late_day.service_date = day_holder.service_date
   and day_holder.first_line_id is not null
  join therapy_day as primary_line
    on day_holder.first_line_id = primary_line.line_id
   and day_holder.service_date = primary_line.service_date
  left join therapy_day as second_line
    on day_holder.second_line_id = second_line.line_id
   and day_holder.service_date = second_line.service_date
  where late_day.is_governed
    and not late_day.is_cut_second
    and not late_day.is_cut_third
),
verdict as (
  select
    line_id,
    case
      when max(case when is_better_than_first then 1 else 0 end) = 1 then 'nothing'
      when count(second_line_id) = 0 then 'second'
      when count(second_line_id) = count(*) and max(case when is_better_than_second then 1 else 0 end) = 0 then 'third'
      else 'nothing'
    end as slot
  from compared
  group by line_id
),
misplaced as (
  select
    therapy_slot.line_id,
    therapy_slot.service_date,
    therapy_slot.role,
    therapy_slot.slot,
    therapy_slot.is_price_shared,
    false as is_late,
    false as is_lead,
    holder.first_line_id,
    case when therapy_slot.slot = 'third' then holder.second_line_id end as second_line_id,
    case when therapy_slot.role = 'primary' then holder.first_code else holder.second_code end as holder_code,
    case when therapy_slot.role = 'primary' then holder.first_line_id else holder.second_line_id end as holder_line_id
  from therapy_slot
  join holder
    on therapy_slot.member_group = holder.member_group
   and therapy_slot.service_date = holder.service_date
  where not therapy_slot.is_cut
    and (therapy_slot.slot = 'none'
      or (therapy_slot.role = 'primary' and therapy_slot.slot <> 'first')
      or (therapy_slot.role = 'second' and therapy_slot.slot = 'third'))
  union all
  select
    compared.line_id,
    compared.service_date,
    'primary' as role,
    verdict.slot,
    compared.is_price_shared,
    not compared.is_lead as is_late,
    compared.is_lead,
    compared.first_line_id,
    compared.second_line_id,
    compared.first_code as holder_code,
    compared.first_line_id as holder_line_id
  from compared
  join verdict
    on compared.line_id = verdict.line_id
  where verdict.slot <> 'nothing'
)
select
  misplaced.line_id,
  misplaced.service_date,
  misplaced.role,
  misplaced.slot,
  misplaced.is_price_shared,
  misplaced.is_late,
  misplaced.is_lead,
  misplaced.holder_code,
  misplaced.holder_line_id,
  first_doubt.line_id is not null
    or second_doubt.line_id is not null
    or misplaced.line_id in (select line_id from unknown_member_line)
    or misplaced.first_line_id in (select line_id from unknown_member_line)
    or misplaced.second_line_id in (select line_id from unknown_member_line) as is_for_records
from misplaced
left join doubted_day as first_doubt
  on misplaced.first_line_id = first_doubt.line_id
 and misplaced.service_date = first_doubt.service_date
left join doubted_day as second_doubt
  on misplaced.second_line_id = second_doubt.line_id
 and misplaced.service_date = second_doubt.service_date
