-- relation: scope_row
-- grain: one row per policy scope: the payer, line of business and contracts of a line
-- kept: audit
--
-- What policies are asked about: the scopes of the lines that stand as paid and of those that were
-- replaced, which stand as paid too until they are taken back.
select policy_scope, payer, line_of_business, contract
from claim_line
union
select policy_scope, payer, line_of_business, contract
from superseded_line
