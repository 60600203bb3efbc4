-- relation: visit_note_element
-- grain: one row per visit note
-- kept: view
--
-- NUR-04, NUR-13: what a visit note lacks of the elements a policy may require. An element lacks
-- only where the note's feed carries its column at all. A registered nurse shows by a credential
-- that needs an RN licence: dots are left out, then the text is split into its tokens ("R.N.,
-- BSN" has RN and BSN), hyphened ones also whole ("RN-BC").
with registered_nurse as (
  select array_agg(upper(credential) order by credential) as credentials
  from nurse_credential
  where includes_rn_licence = 'Y'
),
credential_text as (
  select
    visit_note.*,
    upper(replace(coalesce(visit_note.credential, ''), '.', '')) as credential_text
  from visit_note
)
select
  credential_text.visit_note_id,
  credential_text.payer,
  credential_text.member_id,
  credential_text.service_date,
  credential_text.billing_npi,
  note_feed.has_credential
    and not list_has_any(string_split_regex(credential_text.credential_text, '[^A-Z0-9]+'), registered_nurse.credentials)
    and not list_has_any(string_split_regex(credential_text.credential_text, '[^A-Z0-9-]+'), registered_nurse.credentials)
    as lacks_registered_nurse,
  note_feed.has_signed and not coalesce(credential_text.is_signed, false) as lacks_signed,
  note_feed.has_start_time and credential_text.start_time is null as lacks_start_time,
  note_feed.has_stop_time and credential_text.stop_time is null as lacks_stop_time
from credential_text
join note_feed
  on credential_text.load_number = note_feed.load_number
cross join registered_nurse
