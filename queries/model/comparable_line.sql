-- relation: comparable_line
-- grain: one row per claim line that DUP-01 looks at
-- kept: view
--
-- Lines so particular that an equal one on another claim is a duplicate: professional lines of the
-- home infusion families, and drug lines that name the drug by NDC.
select claim_line.*
from claim_line
left join code_family
  on claim_line.code_family = code_family.code_family
where (code_family.is_home_infusion = 'Y' and coalesce(claim_line.claim_type, 'professional') = 'professional')
   or (claim_line.code_family = 'drug' and claim_line.ndc_code is not null)
