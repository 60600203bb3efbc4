-- relation: net_line
-- grain: one row per claim line that has a paying or a denied row
-- kept: step
--
-- Each line as its history leaves it, before reversals that came under another claim's number.
-- final: the row of the latest load. snapshot: the rows of the claim's latest version that is
-- not pended. ledger: the signed sum of the line's rows; attributes from the last paying row.
-- The lines of a void are an instruction, never a payment. A line number that stands for several
-- services (ledger_service) is no line. unclear: nobody can say whether the line is paid.
with decided as (
  select *
  from distinct_row
  where claim_status <> 'PENDED'
),
latest_version as (
  select payer, claim_id, max(coalesce(claim_version, -1)) as claim_version
  from decided
  where history = 'snapshot'
  group by payer, claim_id
),
kept_row as (
  select decided.*
  from decided
  left join latest_version
    on decided.payer = latest_version.payer
   and decided.claim_id = latest_version.claim_id
  where decided.history = 'final'
     or (decided.history = 'snapshot' and coalesce(decided.claim_version, -1) = latest_version.claim_version)
),
-- final and snapshot: where a line still has several rows, the latest load's, whole
settled_row as (
  select * from kept_row where not is_repeated
  union all
  select * exclude (place)
  from (
    select
      *,
      row_number() over (
        partition by payer, claim_id, claim_line_number
        order by load_number desc, row_key desc
      ) as place
    from kept_row
    where is_repeated
  ) as latest
  where place = 1
),
restated_line as (
  select
    payer, claim_id, claim_line_number, row_key, history,
    case
      when instruction = 'void' then 'gone'
      when claim_status = 'DENIED' then 'denied'
      when is_reversal then 'gone'
      else 'standing'
    end as state,
    paid_cents, allowed_cents, units,
    false as was_reversed,
    false as is_repriced
  from settled_row
),
-- ledger: one row and no reversal needs no sum
single_movement as (
  select
    payer, claim_id, claim_line_number, row_key, history,
    case when claim_status = 'DENIED' then 'denied' else 'standing' end as state,
    paid_cents, allowed_cents, units,
    false as was_reversed,
    false as is_repriced
  from decided
  where history = 'ledger' and not is_repeated and not is_reversal and coalesce(instruction, '') <> 'void'
),
several_services as (
  select distinct payer, claim_id, claim_line_number
  from ledger_service
  where services > 1
),
movement as (
  select
    *,
    claim_status <> 'DENIED' and not is_reversal as is_payment,
    row_number() over (
      partition by payer, claim_id, claim_line_number, claim_status = 'DENIED', is_reversal
      order by paid_date desc nulls last, claim_version desc nulls last, received_date desc nulls last, load_number desc, row_key desc
    ) as recency
  from decided
  where history = 'ledger' and is_repeated and (is_reversal or coalesce(instruction, '') <> 'void')
    and not exists (
      select 1
      from several_services
      where several_services.payer = decided.payer
        and several_services.claim_id = decided.claim_id
        and several_services.claim_line_number = decided.claim_line_number
    )
),
-- the same units paid again with another amount: the price was corrected, and the units came along
repriced as (
  select distinct payer, claim_id, claim_line_number
  from (
    select payer, claim_id, claim_line_number
    from movement
    where is_payment and units > 0 and paid_cents > 0
    group by payer, claim_id, claim_line_number, units
    having min(paid_cents) < max(paid_cents)
  ) as same_units
),
summed as (
  select
    payer, claim_id, claim_line_number,
    count(*) filter (where is_payment) as payment_count,
    count(*) filter (where is_reversal) as reversal_count,
    count(*) filter (where claim_status = 'DENIED') as denial_count,
    max(case when is_payment and recency = 1 then row_key end) as payment_row,
    max(case when claim_status = 'DENIED' and not is_reversal and recency = 1 then row_key end) as denial_row,
    max(case when claim_status = 'DENIED' then paid_date end) as denied_on,
    max(case when is_reversal then paid_date end) as reversed_on,
    sum(case when is_payment then paid_cents when is_reversal then -abs(paid_cents) else 0 end) as paid_cents,
    -- what the copies of a file would add, if they were payments and reversals of their own
    sum((copies - 1) * case when is_payment then paid_cents when is_reversal then -abs(paid_cents) else 0 end) as copied_cents,
    max(case when is_payment then units end) as most_units,
    -- of a reversal that does not say its units: units_after_reversal
    sum(case when is_payment then units when is_reversal then -abs(units) end) as units,
    -- a reversal that does not say its allowed amount would leave the sum too high: then the last
    -- payment's own figure stands
    case
      when count(*) filter (where is_reversal and allowed_cents is null) = 0
      then sum(case when is_payment then allowed_cents when is_reversal then -abs(allowed_cents) end)
      else max(case when is_payment and recency = 1 then allowed_cents end)
    end as allowed_cents
  from movement
  group by payer, claim_id, claim_line_number
),
told as (
  select
    summed.* replace (coalesce(ledger_service.payment_row, summed.payment_row) as payment_row),
    repriced.claim_id is not null and coalesce(summed.units > summed.most_units, false) as is_repriced
  from summed
  left join ledger_service
    on summed.payer = ledger_service.payer
   and summed.claim_id = ledger_service.claim_id
   and summed.claim_line_number = ledger_service.claim_line_number
  left join repriced
    on summed.payer = repriced.payer
   and summed.claim_id = repriced.claim_id
   and summed.claim_line_number = repriced.claim_line_number
),
summed_line as (
  select
    payer, claim_id, claim_line_number,
    case when payment_count > 0 and (paid_cents > 0 or reversal_count = 0) then payment_row else coalesce(denial_row, payment_row) end as row_key,
    'ledger' as history,
    case
      when payment_count > 0 and (paid_cents > 0 or reversal_count = 0) then 'standing'
      -- the money was taken back; a denial that came with it or after it is how the line ended
      when denial_count > 0 and (payment_count = 0 or coalesce(denied_on >= reversed_on, true)) then 'denied'
      -- paid, taken back and paid the same again on one day: or is the second payment a copy?
      when payment_count > 0 and paid_cents + copied_cents > 0 then 'unclear'
      else 'gone'
    end as state,
    cast(paid_cents as bigint) as paid_cents,
    cast(allowed_cents as bigint) as allowed_cents,
    case when not is_repriced then cast(units as decimal(18, 3)) end as units,
    reversal_count > 0 as was_reversed,
    is_repriced
  from told
  where payment_count > 0 or denial_count > 0
)
select * from restated_line
union all
select * from single_movement
union all
select * from summed_line
