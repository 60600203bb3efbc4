"""Which rows of a worklist say something new: against its run, the store, and each other."""

from __future__ import annotations

from datetime import date

from analytics.engine.duckdb import Engine
from analytics.engine.sql_text import literal
from analytics.schema.tables import DISPOSITION
from analytics.schema.words import STATUSES
from analytics.store.folder import StoreFolder
from analytics.store.relations import relation_sql

#: How far a review has come; going down is allowed, and said.
_HOW_FAR = {status.name: status.stage for status in STATUSES}
#: What the reviewer saw, from the finding of the run; see the table disposition.
_SEEN = """
  seen.run_id as seen_run,
  seen.check_id as seen_check_id,
  seen.candidate_amount as seen_candidate_amount,
  seen.paid_amount as seen_paid_amount,
  seen.units as seen_units,
  seen.line_start_date as seen_start_date,
  seen.line_end_date as seen_end_date,
  seen.hcpcs_code as seen_hcpcs_code,
  nullif(array_to_string(seen.modifiers, ' '), '') as seen_modifiers,
  seen.place_of_service_code as seen_place_of_service_code,
  seen.policy_id || ' from ' || seen.policy_effective_from as seen_policy
"""


def look_up(engine: Engine, folder: StoreFolder, today: date) -> None:
    """Make `seen` (each row's finding, as the reviewer saw it) and `known` (its last decision)."""
    manifest = folder.manifest()
    queries = relation_sql(folder, manifest)
    as_of = ", ".join(f"({run['number']}, date {literal(run['as_of'])})" for run in manifest.runs)
    # runs of an older Recoup do not say when a finding was decided on
    engine.view(
        "finding_shown",
        "select null::date as decided_date, null::decimal(18, 2) as decided_amount, "
        "null::varchar as opened_again_from where false union all by name "
        f"{queries['finding_of_every_run']}",
    )
    engine.table(
        "seen",
        "select * exclude (place) from (select r.source_row, r.run_id as named_run, f.*, "
        # the run the worklist names; else the last one before the decision; else the first
        "row_number() over (partition by r.source_row order by f.run_id = r.run_id desc nulls last,"
        f" run.as_of <= coalesce(r.decided_date, date {literal(today.isoformat())}) desc,"
        f" case when run.as_of <= coalesce(r.decided_date, date {literal(today.isoformat())})"
        "  then -f.run_id else f.run_id end) as place "
        "from review_row as r join finding_shown as f on r.finding_id = f.finding_id "
        f"join (values {as_of}) as run(run_id, as_of) on f.run_id = run.run_id "
        "where r.fault is null) as numbered where place = 1",
    )
    engine.table(
        "latest_shown",
        "select finding_id, max_by(opened_again_from, run_id) as opened_again_from, "
        "max_by(coalesce(decided_date, date '0001-01-01'), run_id) as decided_date "
        "from (select finding_id, run_id, decided_date, "
        "coalesce(opened_again_from, '') as opened_again_from from finding_shown "
        "where finding_id in (select finding_id from review_row)) as shown group by finding_id",
    )
    engine.table(
        "known",
        "select * exclude (place) from (select *, row_number() over (partition by finding_id "
        "order by decided_date desc, load_number desc, source_row desc) as place from "
        f"({queries[DISPOSITION.name]}) as loaded) as numbered where place = 1",
    )


def judge(engine: Engine, today: date) -> None:
    """Make `judged`: each row with why it is not taken in, if so, and its place among repeats."""
    engine.table(
        "compared",
        "select r.*, seen.run_id as shown_run, coalesce(known.status, 'open') as known_status, "
        # what the store knows; an empty date or amount says nothing else
        "(r.status = coalesce(known.status, 'open')"
        " and coalesce(r.decided_date = known.decided_date, r.decided_date is null)"
        " and coalesce(r.amount = known.amount, r.amount is null))"
        # what the run that the worklist was made from showed
        " or (coalesce(r.run_id = seen.run_id, false) and r.status = seen.status"
        " and coalesce(r.decided_date = seen.decided_date, r.decided_date is null)"
        " and coalesce(r.amount = seen.decided_amount, r.amount is null))"
        # what the last run opened again is open without anyone having said so
        " or (r.run_id is null and r.status = 'open' and r.decided_date is null and"
        " coalesce(latest.opened_again_from = known.status"
        "  and latest.decided_date = known.decided_date, false)) as is_known "
        "from review_row as r left join seen on r.source_row = seen.source_row "
        "left join known on r.finding_id = known.finding_id "
        "left join latest_shown as latest on r.finding_id = latest.finding_id",
    )
    engine.table(
        "judged",
        "select *, row_number() over (partition by finding_id, reason is null and not is_known "
        "order by source_row) * (reason is null and not is_known)::integer as place from ("
        "select *, case when fault is not null then fault "
        "when shown_run is null then 'no run of this store has a finding of this finding_id' "
        "when is_known then null "
        "when decided_date is null and status <> 'open' then 'decided_date is missing' "
        f"when decided_date > date {literal(today.isoformat())} "
        "then 'decided_date: lies ahead of today' "
        "when count(distinct (status, decided_date, amount)) filter (where fault is null "
        " and not is_known) over (partition by finding_id) > 1 "
        "then 'rows of this file say different things of this finding' end as reason "
        "from compared) as reasoned",
    )


#: The rows not taken in: row, reason.
REJECTED = (
    "select source_row, reason from judged where reason is not null "
    "union all select source_row, reason from unreadable_row order by source_row"
)
#: The rows whose status is behind the known one: row, known status, status.
STEPS_BACK = (
    "select source_row, known_status, status from judged where place = 1 and "
    + " < ".join(
        "case {} {} end".format(
            column, " ".join(f"when {literal(s)} then {n}" for s, n in _HOW_FAR.items())
        )
        for column in ("status", "known_status")
    )
    + " order by source_row"
)
_TAKEN = (
    "select judged.finding_id, judged.status, "
    "coalesce(judged.decided_date, cast({today} as date)) as decided_date, judged.amount, "
    "judged.reviewer, judged.note, {seen} from judged "
    "join seen on judged.source_row = seen.source_row where judged.place = 1 "
    "order by judged.source_row"
)


def taken_sql(today: date) -> str:
    """The rows taken in, as rows of the table disposition; without a date they are of `today`."""
    return _TAKEN.format(today=literal(today.isoformat()), seen=_SEEN)
