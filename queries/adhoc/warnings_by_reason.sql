-- question: Which values were loaded but look wrong, such as numbers without leading zeros?
-- parameter load: integer = ; load number; empty: all active loads
--
-- One row a load, column and reason. Warned values stay as they were: checks read them.
select
  load_number,
  source_file,
  table_name,
  column_name,
  reason,
  count(*) as rows,
  min(source_row) as first_row
from load_warning
where $load is null
   or load_number = $load
group by load_number, source_file, table_name, column_name, reason
order by rows desc, load_number, column_name, reason
