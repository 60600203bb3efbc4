-- relation: finding_now
-- grain: one row per active finding of the run
-- kept: table
--
-- A finding on the day of the letter. News since the run can keep it out of every letter; kept_out
-- gives the first reason of these: the line has no exposure, the claim is on hold, a row that did
-- not load may speak of the line, the line is not as the run saw it, a review has ended it, money
-- came back for the line, it was demanded before, its look-back has ended. A finding that is open
-- again after a demand may be demanded once more. is_requested: the records of its line are already
-- requested. reason is without the words of a review, which are between the plan and its reviewers.
--
-- Reads letter_parameter (dated, the day of the letter; as_of, that of the run) and read_load, the
-- loads that the run has read.
with demanded as (
  select distinct finding_id
  from disposition
  where status = 'demanded'
),
standing as (
  select
    line_id, paid_amount, claim_type, first_paid_date, member_name, patient_control_number, payment_trace_number
  from claim_line
  union all
  select
    line_id, paid_amount, claim_type, first_paid_date, member_name, patient_control_number, payment_trace_number
  from superseded_line
),
held as (
  select distinct finding.line_id
  from finding
  join hold
    on finding.claim_id = hold.claim_id
   and finding.payer = coalesce(hold.payer, finding.payer)
  cross join letter_parameter
  where coalesce(hold.from_date, date '0001-01-01') <= letter_parameter.dated
    and coalesce(hold.to_date, date '9999-12-31') >= letter_parameter.dated
),
requested as (
  select distinct finding.line_id
  from finding
  join record_request
    on finding.claim_id = record_request.claim_id
   and finding.payer = coalesce(record_request.payer, finding.payer)
   and finding.claim_line_number = coalesce(record_request.claim_line_number, finding.claim_line_number)
)
select
  finding.* replace (
    case
      when finding.opened_again_from is null then finding.reason
      else regexp_replace(finding.reason, ' (Closed|Overturned) on [0-9-]{10}, open again .*$', '')
    end as reason
  ),
  case when standing.claim_type = 'institutional' then 'facility' else 'professional' end as claim_kind,
  standing.first_paid_date,
  standing.member_name,
  standing.patient_control_number,
  standing.payment_trace_number,
  requested.line_id is not null as is_requested,
  case
    when finding.outside is not null then 'the line has no exposure: ' || finding.outside
    when held.line_id is not null then 'the claim is on hold'
    when finding.unread_row is not null then 'a row that did not load may speak of the line: mend it and audit again'
    when standing.line_id is null or standing.paid_amount <> finding.paid_amount
      then 'the claim has changed since the run: audit again'
    when coalesce(decided_since.status, finding.status) in (select status from status_listed where ends_finding)
      then 'review says ' || coalesce(decided_since.status, finding.status)
    when returned_since.line_id is not null then 'money has come back since the run: audit again'
    when coalesce(decided_since.status, finding.status) = 'demanded'
        or (demanded.finding_id is not null and finding.opened_again_from is null)
      then 'demanded already'
    when not finding.is_recoverable or finding.recoverable_until < letter_parameter.dated
      then 'too late by the look-back rule on the day of the letter'
  end as kept_out
from finding
cross join letter_parameter
left join standing
  on finding.line_id = standing.line_id
left join held
  on finding.line_id = held.line_id
left join decided_since
  on finding.finding_id = decided_since.finding_id
left join returned_since
  on finding.line_id = returned_since.line_id
left join demanded
  on finding.finding_id = demanded.finding_id
left join requested
  on finding.line_id = requested.line_id
where finding.mode = 'active'
