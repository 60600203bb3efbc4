-- relation: comparable_line
-- grain: one row per claim line that DUP-01 looks at
-- kept: view
--
-- Lines so particular that an equal one on another claim is a duplicate: professional lines of the
-- home infusion families, and professional drug lines that name the drug by NDC. A line whose
-- units or charge the extract does not give cannot be shown to equal another.
select claim_line.*
from claim_line
left join code_family
  on claim_line.code_family = code_family.code_family
where coalesce(claim_line.claim_type, 'professional') = 'professional'
  and claim_line.units is not null
  and claim_line.charge_amount is not null
  and (code_family.is_home_infusion = 'Y'
    or (claim_line.code_family = 'drug' and claim_line.ndc_code is not null))
