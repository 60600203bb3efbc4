-- relation: ledger_service
-- grain: one row per service that stands under a ledger line number with payments of several services
-- kept: step
--
-- Movements of one line are of one person, code and first day. Payments of another service under the
-- same line number that no reversal took back are not movements of that line: services is then above
-- 1, and nobody can say which of them the line is. Where the reversals are written under yet another
-- service, the last one paid is the only one that stands if no more than it was paid is left.
-- payment_row: the last payment of the service.
with paid_again as (
  select payer, claim_id, claim_line_number
  from distinct_row
  where history = 'ledger'
    and is_repeated
    and claim_status not in ('PENDED', 'DENIED')
    and not is_reversal
    and coalesce(instruction, '') <> 'void'
  group by payer, claim_id, claim_line_number
  having count(*) > 1
),
movement as (
  select
    distinct_row.payer, distinct_row.claim_id, distinct_row.claim_line_number, distinct_row.row_key,
    not distinct_row.is_reversal as is_payment,
    case when distinct_row.is_reversal then -abs(distinct_row.paid_cents) else distinct_row.paid_cents end as cents,
    version_row.person_id,
    coalesce(version_row.hcpcs_code, version_row.revenue_center_code) as code,
    version_row.line_start_date,
    row_number() over (
      partition by distinct_row.payer, distinct_row.claim_id, distinct_row.claim_line_number
      order by
        not distinct_row.is_reversal desc,
        distinct_row.paid_date desc nulls last,
        distinct_row.claim_version desc nulls last,
        distinct_row.received_date desc nulls last,
        distinct_row.load_number desc,
        distinct_row.row_key desc
    ) as recency
  from distinct_row
  join paid_again
    on distinct_row.payer = paid_again.payer
   and distinct_row.claim_id = paid_again.claim_id
   and distinct_row.claim_line_number = paid_again.claim_line_number
  join version_row
    on distinct_row.row_key = version_row.row_key
  where distinct_row.history = 'ledger'
    and distinct_row.claim_status not in ('PENDED', 'DENIED')
    and (distinct_row.is_reversal or coalesce(distinct_row.instruction, '') <> 'void')
),
service as (
  select
    payer, claim_id, claim_line_number, person_id, code, line_start_date,
    cast(sum(cents) as bigint) as cents,
    min(recency) as recency
  from movement
  group by payer, claim_id, claim_line_number, person_id, code, line_start_date
  having count(*) filter (where is_payment) > 0
),
line as (
  select payer, claim_id, claim_line_number, sum(cents) as cents
  from movement
  group by payer, claim_id, claim_line_number
),
standing as (
  select
    service.payer, service.claim_id, service.claim_line_number, service.cents, service.recency,
    line.cents as line_cents,
    count(*) over (partition by service.payer, service.claim_id, service.claim_line_number) as services,
    max(case when service.recency = 1 then service.cents end)
      over (partition by service.payer, service.claim_id, service.claim_line_number) as last_cents
  from service
  join line
    on service.payer = line.payer
   and service.claim_id = line.claim_id
   and service.claim_line_number = line.claim_line_number
  where service.cents > 0
),
left_over as (
  select payer, claim_id, claim_line_number, cents, recency
  from standing
  where services = 1 or recency = 1 or coalesce(last_cents < line_cents, true)
)
select
  left_over.payer,
  left_over.claim_id,
  left_over.claim_line_number,
  movement.row_key as payment_row,
  left_over.cents as paid_cents,
  count(*) over (partition by left_over.payer, left_over.claim_id, left_over.claim_line_number) as services
from left_over
join movement
  on left_over.payer = movement.payer
 and left_over.claim_id = movement.claim_id
 and left_over.claim_line_number = movement.claim_line_number
 and left_over.recency = movement.recency
