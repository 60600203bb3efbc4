-- relation: infusion_facility
-- grain: one row per span of an authorized home infusion facility in the provider table
-- kept: view
--
-- Billing providers that clear POS-01 and POS-02 where the policy accepts an authorized home
-- infusion facility. An empty date is open.
select
  npi,
  coalesce(effective_from, date '0001-01-01') as effective_from,
  coalesce(effective_to, date '9999-12-31') as effective_to
from provider
where infusion_facility
