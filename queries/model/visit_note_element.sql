-- relation: visit_note_element
-- grain: one row per visit note
-- kept: view
--
-- NUR-04, NUR-13: what a visit note lacks of the elements a policy may require. An element lacks
-- only where the note's feed carries its column at all. credential_kind: what the words of the
-- credential say of the nurse, as nurse_credential lists them: registered (a word that includes an
-- RN licence and none that does not), not_registered (nothing but words that do not), else
-- unknown. Dots are left out; a word is letters, digits and hyphens; "registered nurse" is RN. A
-- note without a credential has that of its nurse in the provider table on its day.
with listed as (
  select
    array_agg(credential order by credential) filter (where includes_rn_licence = 'Y') as registered,
    array_agg(credential order by credential) filter (where includes_rn_licence = 'N') as not_registered
  from nurse_credential
),
provider_credential as (
  select
    visit_note.rendering_npi,
    visit_note.service_date,
    string_agg(distinct provider.credential, ' ' order by provider.credential) as credential
  from visit_note
  join provider
    on visit_note.rendering_npi = provider.npi
   and visit_note.service_date >= coalesce(provider.effective_from, date '0001-01-01')
   and visit_note.service_date <= coalesce(provider.effective_to, date '9999-12-31')
  where visit_note.credential is null
  group by visit_note.rendering_npi, visit_note.service_date
),
credential_text as (
  select
    visit_note.*,
    ' ' || regexp_replace(
      upper(replace(coalesce(visit_note.credential, provider_credential.credential, ''), '.', '')),
      '[^A-Z0-9-]+', ' ', 'g'
    ) || ' ' as spaced_words
  from visit_note
  left join provider_credential
    on visit_note.credential is null
   and visit_note.rendering_npi = provider_credential.rendering_npi
   and visit_note.service_date = provider_credential.service_date
),
credential_word as (
  select
    *,
    string_split(trim(replace(spaced_words, ' REGISTERED NURSE ', ' RN ')), ' ') as words
  from credential_text
),
credential_told as (
  select
    credential_word.*,
    case
      when list_has_all(listed.not_registered, credential_word.words) then 'not_registered'
      when list_has_any(credential_word.words, listed.registered)
        and not list_has_any(credential_word.words, listed.not_registered) then 'registered'
      else 'unknown'
    end as credential_kind
  from credential_word
  cross join listed
)
select
  note.visit_note_id,
  note.claim_id,
  note.payer,
  note.member_id,
  note.service_date,
  note.billing_npi,
  note.credential_kind,
  note_feed.has_credential and note.credential_kind <> 'registered' as lacks_registered_nurse,
  note_feed.has_signed and not coalesce(note.is_signed, false) as lacks_signed,
  note_feed.has_start_time and note.start_time is null as lacks_start_time,
  note_feed.has_stop_time and note.stop_time is null as lacks_stop_time
from credential_told as note
join note_feed
  on note.load_number = note_feed.load_number
