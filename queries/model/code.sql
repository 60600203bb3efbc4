-- relation: code
-- grain: one row per billing code that a reference table knows
-- kept: step
--
-- The family and therapy class of a code; is_per_diem: it is paid by the day. A code's family
-- does not depend on the date. A code in several tables is, in this order, a per diem, a
-- nursing code, a drug, a supply.
with listed as (
  select code, code_family, therapy_class, counts_as_therapy, is_per_diem = 'Y' as is_per_diem, 1 as place
  from per_diem_code
  union all
  select code, code_family, null as therapy_class, null as counts_as_therapy, false as is_per_diem, 2 as place
  from nursing_code
  union all
  select code, 'drug' as code_family, therapy_class, null as counts_as_therapy, false as is_per_diem, 3 as place
  from drug_code
  union all
  select code, 'supply' as code_family, null as therapy_class, null as counts_as_therapy, false as is_per_diem, 4 as place
  from bundled_supply_code
),
best as (
  select code, min(place) as place
  from listed
  group by code
)
select
  listed.code,
  listed.code_family,
  listed.therapy_class,
  case when listed.is_per_diem then listed.counts_as_therapy end as counts_as_therapy,
  listed.is_per_diem
from listed
join best
  on listed.code = best.code
 and listed.place = best.place
