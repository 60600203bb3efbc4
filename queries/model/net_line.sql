-- relation: net_line
-- grain: one row per claim line that has a paying or a denied row
-- kept: step
--
-- Each line as its history leaves it, before reversals that came under another claim's number.
-- final: the row of the latest load. snapshot: the rows of the claim's latest version that is
-- not pended. ledger: the signed sum of the line's rows; attributes from the last paying row.
-- The lines of a void are an instruction, never a payment.
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
    false as was_reversed
  from settled_row
),
-- ledger: one row and no reversal needs no sum
single_movement as (
  select
    payer, claim_id, claim_line_number, row_key, history,
    case when claim_status = 'DENIED' then 'denied' else 'standing' end as state,
    paid_cents, allowed_cents, units,
    false as was_reversed
  from decided
  where history = 'ledger' and not is_repeated and not is_reversal and coalesce(instruction, '') <> 'void'
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
summed_line as (
  select
    payer, claim_id, claim_line_number,
    case when payment_count > 0 and (paid_cents > 0 or reversal_count = 0) then payment_row else coalesce(denial_row, payment_row) end as row_key,
    'ledger' as history,
    case
      when payment_count > 0 and (paid_cents > 0 or reversal_count = 0) then 'standing'
      -- the money was taken back; a denial that came with it or after it is how the line ended
      when denial_count > 0 and (payment_count = 0 or coalesce(denied_on >= reversed_on, true)) then 'denied'
      else 'gone'
    end as state,
    cast(paid_cents as bigint) as paid_cents,
    cast(allowed_cents as bigint) as allowed_cents,
    cast(units as decimal(18, 3)) as units,
    reversal_count > 0 as was_reversed
  from summed
  where payment_count > 0 or denial_count > 0
)
select * from restated_line
union all
select * from single_movement
union all
select * from summed_line
