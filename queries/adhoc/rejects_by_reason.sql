-- question: Which rows were not loaded, and why?
-- parameter load: integer = ; load number; empty: all active loads
--
-- One row a load, column and reason, the most frequent first. A reason that speaks of lost digits means
-- that a spreadsheet turned an identifier into a number: ask for the file again, as text. No value of a
-- row is shown; `recoup rejects --out FILE` writes the rows for correction.
select
  load_number,
  source_file,
  table_name,
  column_name,
  reason,
  count(*) as rows,
  min(source_row) as first_row,
  max(source_row) as last_row
from rejected_row
where $load is null
   or load_number = $load
group by load_number, source_file, table_name, column_name, reason
order by rows desc, load_number, column_name, reason
