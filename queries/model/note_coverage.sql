-- relation: note_coverage
-- grain: one row per payer (null: any) and unbroken span of days that feeds of notes cover
-- kept: audit
--
-- A feed with neither dates nor notes covers every day: see feed_coverage.
select payer, covers_from, covers_to
from feed_coverage
where feed = 'visit_note'
