-- relation: note_feed
-- grain: one row per load of visit notes
-- kept: audit
--
-- Which elements a feed of notes carries at all. A column that is empty in the whole load is
-- unknown, never lacking.
select
  loaded_file.load_number,
  count(loaded_visit_note.credential) > 0 as has_credential,
  count(loaded_visit_note.is_signed) > 0 as has_signed,
  count(loaded_visit_note.start_time) > 0 as has_start_time,
  count(loaded_visit_note.stop_time) > 0 as has_stop_time
from loaded_file
left join loaded_visit_note
  on loaded_file.load_number = loaded_visit_note.load_number
where loaded_file.table_name = 'visit_note'
group by loaded_file.load_number
