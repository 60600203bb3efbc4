-- relation: included_supply
-- grain: one row per supply code, modifier (null: any other) and per diem code that includes it
-- kept: audit
--
-- BND-01: bundled_supply_applies_to names families of per diems or single codes; here each is a
-- code. Rows with a modifier hold in place of the others for a line that carries it.
select
  bundled_supply_applies_to.supply_code,
  bundled_supply_applies_to.modifier,
  per_diem_code.code as per_diem_code
from bundled_supply_applies_to
join per_diem_code
  on bundled_supply_applies_to.applies_to in (per_diem_code.code, per_diem_code.code_family)
where per_diem_code.is_per_diem = 'Y'
