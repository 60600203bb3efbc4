-- relation: nursing_line_note
-- grain: one row per nursing line and period, and visit note of one of its days
-- kept: audit
--
-- NUR-04, NUR-13: the notes that belong to a nursing line: same member, a day of the line, and a billing
-- provider that is not named, is the line's, or is of the same provider group. lacking: the
-- elements the period requires and the note lacks, empty where the note supports the line. A note
-- sent again counts once, by its better version.
with provider_group_npi as (
  select distinct billing_npi, provider_group
  from claim_line
  where billing_npi in (select billing_npi from visit_note)
  union
  select npi as billing_npi, tin as provider_group
  from provider
  where tin is not null
),
line_day as (
  select
    nursing_line.line_id,
    nursing_line.policy_period_id,
    nursing_line.payer,
    nursing_line.member_id,
    nursing_line.provider_group,
    nursing_line.billing_npi,
    nursing_line.required_elements,
    nursing_line.line_start_date + cast(day_number.n as integer) as service_date
  from nursing_line
  join day_number
    on day_number.n < nursing_line.day_count
  where nursing_line.not_applicable is null
    and nursing_line.is_payable_evidence
),
belonging as (
  select
    line_day.line_id,
    line_day.policy_period_id,
    line_day.service_date,
    note.visit_note_id,
    note.billing_npi is not null as names_provider,
    concat_ws(', ',
      case when note.lacks_registered_nurse and list_contains(line_day.required_elements, 'registered_nurse')
        then 'registered nurse' end,
      case when note.lacks_signed and list_contains(line_day.required_elements, 'signed') then 'signature' end,
      case when note.lacks_start_time and list_contains(line_day.required_elements, 'start_time') then 'start time' end,
      case when note.lacks_stop_time and list_contains(line_day.required_elements, 'stop_time') then 'stop time' end
    ) as lacking
  from line_day
  join visit_note_element as note
    on line_day.member_id = note.member_id
   and line_day.service_date = note.service_date
   and line_day.payer = coalesce(note.payer, line_day.payer)
  left join provider_group_npi
    on note.billing_npi = provider_group_npi.billing_npi
   and line_day.provider_group = provider_group_npi.provider_group
  where note.billing_npi is null
     or note.billing_npi = line_day.billing_npi
     or provider_group_npi.billing_npi is not null
)
-- '' sorts first: of several versions of a note the one that lacks nothing
select
  line_id,
  policy_period_id,
  service_date,
  visit_note_id,
  max(names_provider) as names_provider,
  min(lacking) as lacking
from belonging
group by line_id, policy_period_id, service_date, visit_note_id
