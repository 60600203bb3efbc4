-- relation: named_contract
-- grain: one row per payer and contract of contract_party
-- kept: audit
--
-- The contracts that the plan names, each with the paid lines that it is one of the contracts of.
with named as (
  select distinct payer, contract
  from contract_party
),
scope as (
  select policy_scope, payer, '+' || contract || '+' as contracts
  from scope_row
  where contract is not null
),
line as (
  select scope.payer, scope.contracts
  from paid_line
  join scope
    on paid_line.policy_scope = scope.policy_scope
)
select
  named.payer,
  named.contract,
  count(line.payer) as lines
from named
left join line
  on named.payer = line.payer
 and contains(line.contracts, '+' || named.contract || '+')
group by named.payer, named.contract
