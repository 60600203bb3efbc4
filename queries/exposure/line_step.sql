-- relation: line_step
-- grain: one row per flagged line and step of its ladder (rung, then check in catalogue order)
-- kept: audit
--
-- Each dollar once, in the strongest column that asks for it: the steps of asked_step, less what a
-- review says came back. Its dollars go to resolved, those of its own finding first, then those of
-- the line's other checks, the strongest first. So a part that came back leaves the other part as
-- exposure, and no check asks for what the provider has paid already.
with own as (
  -- first off the finding it came back for
  select
    asked_step.*,
    greatest(least(asked_step.step_cents, coalesce(came_back.back_cents, 0) - coalesce(sum(asked_step.step_cents) over (
      partition by asked_step.line_id, asked_step.check_id
      order by asked_step.rung_rank, asked_step.line_id
      rows between unbounded preceding and 1 preceding
    ), 0)), 0) as own_cents
  from asked_step
  left join came_back
    on asked_step.line_id = came_back.line_id
   and asked_step.check_id = came_back.check_id
),
surplus as (
  select own.line_id, max(came_back.back_cents) - sum(own.own_cents) as over_cents
  from own
  join (
    select line_id, sum(back_cents) as back_cents
    from came_back
    group by line_id
  ) as came_back
    on own.line_id = came_back.line_id
  group by own.line_id
),
resolved as (
  -- what is more than that off the other steps of the line, the strongest first
  select
    own.*,
    own.own_cents + case when own.rung = 'resolved' then 0 else
      greatest(least(own.step_cents - own.own_cents, coalesce(surplus.over_cents, 0) - coalesce(sum(own.step_cents - own.own_cents) over (
        partition by own.line_id
        order by own.rung_rank, own.check_order, own.line_id
        rows between unbounded preceding and 1 preceding
      ), 0)), 0)
    end as resolved_cents
  from own
  left join surplus
    on own.line_id = surplus.line_id
)
select line_id, check_id, rung, rung_rank, check_order, cast(step_cents - resolved_cents as bigint) as step_cents
from resolved
union all
select
  resolved.line_id,
  resolved.check_id,
  rung_listed.rung,
  rung_listed.rung_rank,
  resolved.check_order,
  cast(sum(resolved.resolved_cents) as bigint) as step_cents
from resolved
join rung_listed
  on rung_listed.rung = 'resolved'
where resolved.resolved_cents > 0
group by resolved.line_id, resolved.check_id, rung_listed.rung, rung_listed.rung_rank, resolved.check_order
