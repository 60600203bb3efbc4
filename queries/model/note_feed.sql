-- relation: note_feed
-- grain: one row per load of visit notes
-- kept: audit
--
-- Which elements a feed of notes carries at all. A column that is empty in the whole load is
-- unknown, never lacking.
select
  loaded_file.load_number,
  count(visit_note.credential) > 0 as has_credential,
  count(visit_note.is_signed) > 0 as has_signed,
  count(visit_note.start_time) > 0 as has_start_time,
  count(visit_note.stop_time) > 0 as has_stop_time
from loaded_file
left join visit_note
  on loaded_file.load_number = visit_note.load_number
where loaded_file.table_name = 'visit_note'
group by loaded_file.load_number
