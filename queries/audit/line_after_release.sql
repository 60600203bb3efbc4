-- relation: line_after_release
-- grain: one row per reference table with a release that ends before some paid line
-- kept: audit
--
-- Paid lines with a day after the last one that the release of a code table speaks of: a code that is
-- newer than the release is in no table, and no check looks at it.
select
  release.reference_table as table_name,
  release.release,
  cast(release.speaks_until as date) as speaks_until,
  count(*) as lines
from release
join paid_line
  on paid_line.line_end_date > cast(release.speaks_until as date)
group by release.reference_table, release.release, release.speaks_until
