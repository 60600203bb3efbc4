-- relation: nursing_line
-- grain: one row per infusion nursing line and period of a policy that requires documentation, if any
-- kept: audit
--
-- NUR-04, NUR-13, DUP-01: nursing visits and additional hours; policy_period_id is null where no policy
-- asks for their notes. A line recovered in full takes no note from another. notes_needed: as
-- many as units for a visit (1 where the units are unknown), one for additional hours.
-- required_elements: what each must show.
-- not_applicable: the notes that were loaded do not cover every day of the line.
select
  claim_line.line_id,
  policy.policy_period_id,
  claim_line.payer,
  claim_line.claim_id,
  claim_line.claim_line_number,
  claim_line.person_id,
  claim_line.policy_scope,
  claim_line.provider_group,
  claim_line.billing_npi,
  claim_line.hcpcs_code,
  claim_line.first_paid_date,
  claim_line.line_start_date,
  claim_line.line_end_date,
  claim_line.day_count,
  claim_line.is_payable_evidence and not coalesce(line_holding.is_recovered, false) as is_payable_evidence,
  nursing_code.role,
  case
    when nursing_code.role = 'visit' then policy.required_elements
    else policy.required_elements_additional_hours
  end as required_elements,
  case
    when nursing_code.role = 'visit' then coalesce(claim_line.units, cast(1 as decimal(18, 3)))
    else cast(1 as decimal(18, 3))
  end as notes_needed,
  case
    when not exists (
      select 1
      from note_coverage
      where coalesce(note_coverage.payer, claim_line.payer) = claim_line.payer
        and note_coverage.covers_from <= claim_line.line_start_date
        and note_coverage.covers_to >= claim_line.line_end_date
    )
    then 'the visit notes loaded do not cover every day of the line'
  end as not_applicable
from claim_line
join nursing_code
  on claim_line.hcpcs_code = nursing_code.code
 and nursing_code.role in ('visit', 'additional_hour')
left join policy_documentation as policy
  on claim_line.policy_scope = policy.policy_scope
 and claim_line.line_start_date <= policy.effective_to
 and claim_line.line_end_date >= policy.effective_from
 and policy.required
left join line_holding
  on claim_line.line_id = line_holding.line_id
