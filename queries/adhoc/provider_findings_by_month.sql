-- question: When did one provider's findings arise, check by check?
-- parameter provider: text = ; provider group or billing NPI; empty: the one with most automated dollars
--
-- By month of the line's first day. A check that stops in some month may mean that billing was put
-- right, or that newer claims are not loaded yet.
with provider as (
  select coalesce($provider, (select min(provider_group) from by_provider where rank = 1 and automated_amount > 0)) as provider
)
select
  cast(date_trunc('month', finding.line_start_date) as date) as month,
  finding.check_id,
  finding.strength,
  count(*) as findings,
  sum(finding.in_question_amount) as in_question_amount,
  sum(finding.candidate_amount) as candidate_amount
from finding
join provider
  on finding.provider_group = provider.provider
  or finding.billing_npi = provider.provider
where finding.mode = 'active'
  and finding.outside is null
group by month, finding.check_id, finding.strength
order by month, finding.check_id, finding.strength
