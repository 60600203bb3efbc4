-- relation: touched_line
-- grain: one row per claim line that a row which did not load may speak of
-- kept: audit
--
-- Lines of the member, by any of its numbers, within a week of the days of the row, and of the lines of
-- the claim that it names or replaces: drugs of the week before speak of a line too. Days that do not
-- read are all days. Where the row's claim or member does not read, every claim and member that one of
-- its words names. A finding on such a line is for records to decide. said: the first such row, and
-- how many more.
--
-- Reads unread_word, the words of the unread rows that do not say whose they are.
with line as (
  select line_id, payer, claim_id, member_id, person_id, line_start_date, line_end_date
  from claim_line
  union all
  select line_id, payer, claim_id, member_id, person_id, line_start_date, line_end_date
  from superseded_line
),
claim_named as (
  select load_number, source_row, payer, claim_id from unread_row where claim_id is not null
  union
  select load_number, source_row, payer, original_claim_id as claim_id from unread_row where original_claim_id is not null
  union
  select load_number, source_row, payer, word as claim_id from unread_word
),
member_named as (
  select load_number, source_row, payer, member_id, first_date, last_date from unread_row where member_id is not null
  union
  select load_number, source_row, payer, word as member_id, null as first_date, null as last_date from unread_word
),
-- the lines of the claim, and of all numbers of the person
named_line as (
  select
    claim_named.load_number,
    claim_named.source_row,
    line.payer,
    line.person_id,
    line.line_start_date as first_date,
    line.line_end_date as last_date
  from claim_named
  join line
    on claim_named.claim_id = line.claim_id
   and coalesce(claim_named.payer, line.payer) = line.payer
  union
  select
    member_named.load_number,
    member_named.source_row,
    line.payer,
    line.person_id,
    member_named.first_date,
    member_named.last_date
  from member_named
  join line
    on member_named.member_id = line.member_id
   and coalesce(member_named.payer, line.payer) = line.payer
),
touching as (
  select distinct line.line_id, named_line.load_number, named_line.source_row
  from named_line
  join line
    on named_line.payer = line.payer
   and named_line.person_id = line.person_id
   and (
     named_line.first_date is null
     or named_line.last_date is null
     or (line.line_start_date <= named_line.last_date + 7 and line.line_end_date >= named_line.first_date - 7)
   )
),
placed as (
  select
    touching.line_id,
    unread_row.source_file,
    unread_row.source_row,
    row_number() over (
      partition by touching.line_id
      order by unread_row.load_number, unread_row.source_row
    ) as place,
    count(*) over (partition by touching.line_id) as unread_rows
  from touching
  join unread_row
    on touching.load_number = unread_row.load_number
   and touching.source_row = unread_row.source_row
)
select
  line_id,
  'row ' || source_row || ' of ' || source_file
    || case when unread_rows > 1 then ' and ' || (unread_rows - 1) || ' more' else '' end as said
from placed
where place = 1
