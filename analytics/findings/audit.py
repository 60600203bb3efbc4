"""An audit: run the checks over the final action of a store, price the findings, write a run."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable
from itertools import groupby
from pathlib import Path

from analytics import content
from analytics.engine.duckdb import Engine
from analytics.engine.sql_text import literal, quoted
from analytics.errors import ContentError, RecoupError, StoreError, UsageError, nearest
from analytics.findings import pricing, stages
from analytics.findings.inputs import create_audit_relations
from analytics.findings.options import AuditOptions, CheckRun
from analytics.findings.reasons import give_reasons
from analytics.findings.record import write_run
from analytics.findings.turned_on import own_policy
from analytics.load.final_action import build_final_action, is_current
from analytics.policy.governing import Policies, read_policies
from analytics.sql.checks import OPTIONAL_COLUMNS, Check, catalogue_place, read_checks
from analytics.sql.views import ModelView, Relations, in_order, read_model
from analytics.store.export import publish
from analytics.store.folder import StoreFolder
from analytics.store.manifest import Manifest

Progress = Callable[[str], None]


def select_checks(only: Iterable[str], folders: Iterable[Path] = ()) -> list[Check]:
    """The checks to run, all or the named ones. Raises UsageError on an unknown name."""
    return _named(only, read_checks([content.CHECKS, *folders]))


def _named(only: Iterable[str], checks: list[Check]) -> list[Check]:
    wanted = {name.strip() for name in only}
    known = {check.check_id for check in checks} | {check.name for check in checks}
    if wanted - known:
        raise UsageError(
            f"no check is called {', '.join(sorted(wanted - known))}; `recoup checks` lists them"
        )
    return [c for c in checks if not wanted or c.check_id in wanted or c.name in wanted]


def refuse_unknown_policy(checks: Iterable[Check], policies: Policies) -> None:
    """Raise ContentError on a check whose subject or parameters no subjects.toml has."""
    for check in checks:
        subject = policies.subjects.get(check.subject)
        if subject is None:
            near = nearest(check.subject, policies.subjects)
            raise ContentError(f"{check.path}: no policy subject {check.subject!r}; {near}")
        known = {parameter.name for parameter in subject.parameters}
        named = (check.parameter, *(need.when_parameter for need in check.needs))
        for name in named:
            if name is not None and name not in known:
                raise ContentError(
                    f"{check.path}: {check.subject} has no parameter {name!r}; "
                    f"{nearest(name, known)}"
                )


def refuse_unknown_citations(checks: Iterable[Check], policies: Policies) -> None:
    """Raise ContentError on a policy that gives a citation to a check that reads another subject.

    `checks` are all there are, not only those that run.
    """
    subjects = {check.check_id: check.subject for check in checks}
    for file, subject, rule in policies.citations():
        readers = [check_id for check_id, read in subjects.items() if read == subject]
        for check_id in rule.citations:
            if check_id not in readers:
                raise ContentError(
                    f"{file.path}:{rule.line}: citations names {check_id}, and no such check reads "
                    f"{subject}; known: {', '.join(sorted(readers)) or 'none'}"
                )


def run_audit(
    folder: StoreFolder, options: AuditOptions, progress: Progress = lambda _: None
) -> int:
    """Run the checks and write a run; returns its number.

    Raises ContentError on a wrong policy or check before anything runs, StoreError where the
    store has no claims or is being written. A check that fails while running does not stop the
    others: its record says so.
    """
    every = read_checks([content.CHECKS, *options.checks])
    checks = stages.with_earlier(_named(options.only, every), every)
    silent = {c.check_id for c in checks} - {c.check_id for c in _named(options.only, every)}
    policies = read_policies([content.POLICIES, *options.policies])
    refuse_unknown_policy(checks, policies)
    stages.refuse_wrong_stage(checks, read_model())
    refuse_unknown_citations(every, policies)
    with folder.writing() as manifest:
        read = manifest if options.up_to_load is None else manifest.up_to(options.up_to_load)
        ensure_final_action(folder, manifest, read, progress)
        number = manifest.last_run + 1
        with folder.shelf.engine(temp=folder.temp / "spill") as engine:
            relations = create_audit_relations(
                engine, folder, read, policies, options.as_of, number
            )
            runs = run_checks(relations, read, checks, silent, progress)
            progress("exposure")
            pricing.price(relations)
            record = write_run(engine, folder, read, runs, policies, options, number)
        manifest.runs.append(record)
        manifest.last_run = number
        publish(folder, manifest)
    return number


def ensure_final_action(
    folder: StoreFolder, manifest: Manifest, read: Manifest, progress: Progress
) -> None:
    """Make the final action of the loads to read where the store has no current one.

    One of an earlier time is made for this audit alone and swept with its temporary files.
    """
    if not read.loads_of("medical_claim"):
        upto = f" up to load {read.last_load}" if read.last_load < manifest.last_load else ""
        raise StoreError(f"the store holds no medical_claim{upto}; load an extract first")
    if not is_current(read):
        progress("final action")
        kept_in = "state" if read is manifest else f"{folder.temp.name}/state"
        read.states.append(build_final_action(folder, read, kept_in))


def run_checks(
    relations: Relations,
    manifest: Manifest,
    checks: list[Check],
    silent: Collection[str],
    progress: Progress,
) -> list[CheckRun]:
    """Run each check into `check_result`, stage by stage; of the silent ones nothing is left there.

    A check that stands on one that failed does not run: it would convict by lines that may not be
    payable themselves.
    """
    engine = relations.engine
    listed = sorted(checks, key=catalogue_place)
    pricing.list_checks(engine, listed)
    model = Model(relations, read_model())
    runs: dict[str, CheckRun] = {}
    for _, of_stage in groupby(checks, key=lambda check: check.stage):
        stages.show_findings(relations)
        model.forget_findings()
        failed = [run.check.check_id for run in runs.values() if run.status == "error"]
        for check in of_stage:
            run = CheckRun(check, is_silent=check.check_id in silent)
            runs[check.check_id] = run
            if failed and check.stands_on:
                run.status, run.why = "error", f"it stands on {', '.join(failed)}, which failed"
                continue
            if not run.is_silent:
                progress(check.check_id)
            run_check(engine, model, manifest, run)
    for check_id in silent:
        engine.run(f"delete from check_result where check_id = {literal(check_id)}")
    pricing.list_checks(engine, [check for check in listed if check.check_id not in silent])
    relations.empty.discard("check_result")
    return [runs[check.check_id] for check in listed]


class Model:
    """The model views of an audit, each made the first time a check asks for it."""

    def __init__(self, relations: Relations, views: dict[str, ModelView]):
        self.relations, self.views = relations, views
        self.made: set[str] = set()

    def need(self, relations: Iterable[str]) -> None:
        """Make those of the relations that are audit views, and all views that they read."""
        audit_views = {n: v for n, v in self.views.items() if v.kept in ("audit", "view")}
        for view in in_order(audit_views, sorted(relations)):
            if view.relation not in self.made:
                self.relations.make([view])
                self.made.add(view.relation)

    def forget_findings(self) -> None:
        """Make again, when asked for, what shows findings of earlier stages."""
        self.made -= stages.stale_views(self.made, self.views)


def run_check(engine: Engine, model: Model, manifest: Manifest, run: CheckRun) -> None:
    """Run one check: its governed lines, what is not applicable, its result rows.

    An error while it runs is kept in the record; nothing of the check goes on. Raises StoreError
    where nothing can be written any more: the next check would fare no better.
    """
    check = run.check
    began = time.perf_counter()
    try:
        model.need(check.relations)
        own_policy(engine, check)
        if engine.table("governed", check.governed_sql):
            _not_applicable(engine, manifest, check)
            _count_governed(engine, run)
            engine.table("check_rows_found", check.rest_sql)
            _add_optional_columns(engine)
            _accept(engine, run)
        else:
            _say_nothing_governed(engine, run)
            engine.columns(check.rest_sql)  # what is wrong with it is told all the same
    except StoreError:
        raise
    except RecoupError as error:
        run.status, run.why = "error", str(error)
    run.seconds = time.perf_counter() - began


def _not_applicable(engine: Engine, manifest: Manifest, check: Check) -> None:
    """`governed_row`: the governed lines, with the reason if they cannot be checked."""
    columns = {row[0] for row in engine.rows("describe governed")}
    own = "governed.not_applicable" if "not_applicable" in columns else "cast(null as varchar)"
    tests = []
    for need in check.needs:
        if manifest.loads_of(need.table):
            continue
        when = f"policy.{quoted(need.when_parameter)}" if need.when_parameter else "true"
        tests.append(f"when {when} then {literal(f'no {need.table} was loaded')}")
    missing = f"case {' '.join(tests)} end" if tests else "cast(null as varchar)"
    engine.table(
        "governed_row",
        "select governed.line_id, governed.policy_period_id, paid_line.paid_cents, "
        f"coalesce({missing}, {own}) as not_applicable "
        "from governed "
        "join paid_line on governed.line_id = paid_line.line_id "
        "left join policy on paid_line.policy_scope = policy.policy_scope "
        "and governed.policy_period_id = policy.policy_period_id",
    )
    if tests or "not_applicable" in columns:
        engine.run(
            "delete from governed where (line_id, policy_period_id) in "
            "(select (line_id, policy_period_id) from governed_row "
            "where not_applicable is not null)"
        )


def _count_governed(engine: Engine, run: CheckRun) -> None:
    run.periods = [
        dict(zip(("policy_period_id", "not_applicable", "lines", "paid_cents"), row, strict=True))
        for row in engine.rows(
            "select policy_period_id, not_applicable, count(distinct line_id), "
            "cast(sum(paid_cents) as bigint) from governed_row group by all order by all"
        )
    ]
    looked_at = "select distinct line_id, paid_cents from governed_row where not_applicable is null"
    lines, cents = engine.rows(f"select count(*), sum(paid_cents) from ({looked_at})")[0]
    run.lines_governed, run.paid_governed_cents = lines, int(cents or 0)
    run.lines_not_applicable = engine.value(
        "select count(distinct line_id) from governed_row where not_applicable is not null "
        f"and line_id not in (select line_id from ({looked_at}))"
    )
    if not lines:
        _say_nothing_governed(engine, run)


def _say_nothing_governed(engine: Engine, run: CheckRun) -> None:
    """The check looked at no line: say why."""
    reasons = sorted({p["not_applicable"] for p in run.periods if p["not_applicable"]})
    run.status = "not applicable"
    run.why = "; ".join(reasons) or (
        "no paid line of the kind that it looks at"
        if engine.value("select count(*) from policy")
        else "no policy in force here asks for it"
    )


def _add_optional_columns(engine: Engine) -> None:
    given = {row[0] for row in engine.rows("describe check_rows_found")}
    for name, kind in OPTIONAL_COLUMNS.items():
        if name not in given:
            engine.run(f"alter table check_rows_found add column {name} {kind}")


def _accept(engine: Engine, run: CheckRun) -> None:
    """Add a check's rows to `check_result` and its lines to `governed_line`.

    Raises ContentError on what the contract of a check does not allow.
    """
    check = run.check
    if wrong := pricing.result_problems(engine, "check_rows_found"):
        raise ContentError(f"{check.path.name}: the result has {wrong}")
    if engine.value("select count(*) from check_rows_found"):
        give_reasons(engine, check)
        engine.run(
            "insert into check_result by name "
            f"select {literal(check.check_id)} as check_id, * exclude (is_paid) "
            "from check_rows_explained"
        )
    if run.is_silent:
        return
    engine.run(
        "insert into governed_line select line_id from governed_row where not_applicable is null "
        "except select line_id from governed_line"
    )
