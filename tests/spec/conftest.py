"""Fixtures of the specification: an audit of small text tables, and what it says of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pencil import Told, told

from analytics import content, testing
from analytics.api import Run, Store
from analytics.engine.sql_text import literal
from analytics.findings.audit import Model
from analytics.findings.inputs import create_audit_relations
from analytics.load.into_store import LoadOptions, LoadOutcome, load_into
from analytics.policy.governing import read_policies
from analytics.report.letters.lines import LetterLines, letter_lines
from analytics.runs.exposure import create_exposure_views
from analytics.schema.words import EXPOSURE_COLUMNS
from analytics.sql.views import read_model
from analytics.store.folder import StoreFolder
from analytics.store.shelf import MemoryShelf
from analytics.testing import ALIASES, AS_OF, TIN, as_text, day, keyed

from .marks import policies_of, unmarked_text
from .one_audit import Answer, Asked, Case, answers, asked_by, find_by, find_each_by
from .one_store import FinalAction, Job, Load, Noted, final_action_alone, final_actions, job_of
from .reading import Book, Note, Unknown


@dataclass(frozen=True)
class PolicyFolders:
    """Folders of policy files, each written once."""

    root: Path

    def of(self, texts: list[str]) -> Path:
        """A folder that holds PLAN's policy and these; a text with its policy_id replaces it."""
        return self.holding(policies_of(texts))

    def holding(self, files: dict[str, str]) -> Path:
        """A folder of these files, named by their policy_id."""
        whole = "\0".join(f"{name}\0{text}" for name, text in sorted(files.items()))
        folder = self.root / hashlib.sha256(whole.encode()).hexdigest()[:16]
        if not folder.exists():
            folder.mkdir()
            for name, text in files.items():
                (folder / f"{name}.toml").write_text(text)
        return folder


@pytest.fixture(scope="session")
def policy_folders(tmp_path_factory) -> PolicyFolders:
    """Policy folders, written once however many tests use the same text."""
    return PolicyFolders(tmp_path_factory.mktemp("policies"))


@pytest.fixture
def audit(policy_folders) -> Callable:
    """audit(checks, claims, visit_note=..., policies=[...], as_of=..., without=[...], pos=...).

    Runs the named checks (None: all) over text tables and returns the run. `payer_policy` is the
    text of a policy file; `policies` is a list of them. Other keywords give every line a value.
    """

    def run(checks, claims, *, payer_policy=None, policies=(), **others):
        folder = policy_folders.of([*policies, *([payer_policy] if payer_policy else [])])
        return testing.audit(checks, claims, policies=folder, **others)

    return run


@pytest.fixture(scope="module")
def book(request, policy_folders, model_view, tmp_path_factory) -> Book | None:
    """What the tests of this file ask, answered together; none with --alone."""
    if request.config.getoption("--alone"):
        return None

    def store_of(jobs: list[Job]) -> Store:
        folder = tmp_path_factory.mktemp("together")
        store = store_in_memory(folder / "store")
        load_all(store, jobs, folder)
        return store

    def audits(asked: Asked) -> Callable[[str], Run]:
        store = store_of([Job(frame, table) for table, frame in asked.loads])
        policies = policy_folders.holding(asked.policies) if asked.policies else ()
        how = {"only": asked.checks or (), "policies": policies, "checks": asked.own_checks}
        return lambda as_of: store.audit(as_of=day(as_of), **how)

    def answer(questions: list) -> dict:
        cases = [each for each in questions if isinstance(each, Case)]
        loads = [each for each in questions if not isinstance(each, Case)]
        return answers(cases, audits, OTHER_ANSWERS) | final_actions(loads, store_of, model_view)

    book = Book(noting, answer)
    book.read(item for item in request.session.items if item.module is request.module)
    return book


def noting(note: Note) -> dict[str, Any]:
    """The fixtures that note what a test asks; what cannot be shared is asked when it runs."""

    def ask(case: Case) -> Any:
        return Unknown() if case.is_alone else note(case)

    def findings(checks, claims, **others) -> Any:
        return ask(Case.of(checks, claims, others))

    def noted(asks: str) -> Callable:
        return lambda checks, claims, **others: ask(Case.of(checks, claims, others, asks))

    def final_action_of(*loads: Load) -> Any:
        return Unknown() if any(load.is_alone for load in loads) else Noted(partial(note, loads))

    return {
        "findings": findings,
        "find": find_by(findings),
        "asked": asked_by(findings),
        "find_each": find_each_by(find_by(findings)),
        "exposure": noted("exposure"),
        "told_of": noted("arithmetic"),
        "letter": noted("letter"),
        "final_action_of": final_action_of,
        "final_action": final_action_by(final_action_of),
        "view": view_by(final_action_by(final_action_of)),
        "check_run": Unknown(),
    }


@pytest.fixture
def findings(audit, book) -> Callable[..., pd.DataFrame]:
    """As `audit`; returns the findings as a frame, with `key`: the claim, or claim/line."""

    def frame(checks, claims, **others) -> pd.DataFrame:
        if book is not None and not isinstance(claims, dict):
            known = book.answer_to(Case.of(checks, claims, others))
            if known is not None:
                return known
        return keyed(audit(checks, claims, **others).findings())

    return frame


@pytest.fixture
def find(findings) -> Callable[..., dict[str, str | None]]:
    """find("UNT-01", claims, ...) gives {claim: candidate amount}; null: in question, unpriced.

    With several checks the keys say which: {"CON-01 A": "350.00"}.
    """
    return find_by(findings)


@pytest.fixture
def asked(findings) -> Callable[..., dict[str, str]]:
    """As `find`, with the strength: {"A": "records 350.00"}; unpriced: {"A": "lead"}."""
    return asked_by(findings)


@pytest.fixture
def find_each(find) -> Callable[..., dict]:
    """find_each("UNT-01", {case: claims, ...}) gives {case: {claim: amount}}."""
    return find_each_by(find)


@pytest.fixture
def exposure(audit, book) -> Callable[..., dict[str, dict[str, str]]]:
    """Exposure by provider: {"alpha": {"automated": "300.00"}}; amounts of 0 are left out.

    The columns are all of exposure: see analytics/schema/words.py.
    """
    return asks_of_run("exposure", exposure_of, audit, book)


@pytest.fixture
def told_of(audit, book) -> Callable[..., list[Told]]:
    """The arithmetic of each finding (tests/pencil.py); `counted`, which other checks change, is
    left out."""
    return asks_of_run("arithmetic", arithmetic_of, audit, book)


@pytest.fixture
def letter(audit, book) -> Callable[..., LetterLines]:
    """The lines of the letters of an audit on its own day, without names and addresses."""
    return asks_of_run("letter", letter_of, audit, book)


def asks_of_run(asks: str, answer: Callable[[Run], Any], audit: Callable, book: Book | None):
    """Asks the book what it knows, else a run of the case alone."""

    def ask(checks, claims, **others) -> Any:
        known = book.answer_to(Case.of(checks, claims, others, asks)) if book else None
        return answer(audit(checks, claims, **others)) if known is None else known

    return ask


@pytest.fixture
def check_run(audit) -> Callable[..., dict]:
    """The check_run record of one check, as a dict: status, why, lines_governed and so on."""

    def record(check: str, claims: str, **others) -> dict:
        frame = audit(check, claims, **others).checks()
        return frame.set_index("check_id").loc[check].to_dict()

    return record


def store_in_memory(path: Path) -> Store:
    """A store whose tables are kept in memory; its manifest is in a folder."""
    shelf = MemoryShelf()
    return Store(StoreFolder.open(path, create=True, is_temporary=True, shelf=shelf))


def load_all(store: Store, jobs: list[Job], folder: Path) -> list[LoadOutcome]:
    """Load frames and texts of files at once, without a load report; files go to the folder."""

    def written(text: str, end: str) -> Path:
        path = folder / f"{len(list(folder.iterdir()))}{end}"
        path.write_text(text)
        return path

    sources = []
    for job in jobs:
        source = written(job.source, ".txt") if isinstance(job.source, str) else job.source
        mapping = written(job.mapping, ".toml") if job.mapping else None
        sources.append((source, LoadOptions(job.table, mapping, payer=job.payer)))
    return load_into(store.folder, sources, report_checks=False, with_report=False)


@pytest.fixture
def final_action_of(book, model_view, tmp_path) -> Callable[..., FinalAction]:
    """final_action_of(Load(...), Load(...)): what these leave, loaded one after the other."""

    def of_loads(*loads: Load) -> FinalAction:
        @cache
        def own() -> Store:
            folder = tmp_path / f"final_action{len(list(tmp_path.iterdir()))}"
            folder.mkdir()
            store = store_in_memory(folder / "store")
            for load in loads:
                load_all(store, [job_of(load)], folder)
            return store

        known = book.answer_to(loads) if book is not None else None
        return replace(known, own=own) if known else final_action_alone(own, model_view)

    return of_loads


@pytest.fixture
def final_action(final_action_of) -> Callable[..., FinalAction]:
    """final_action(claims, more_claims, mapping="...", eligibility=...): each text is a load.

    `mapping` is the text of a mapping file. What is not of one payer (a load that is refused, the
    record of a load) is asked of the final action's own `store`.
    """
    return final_action_by(final_action_of)


def final_action_by(final_action_of: Callable) -> Callable:
    """`final_action` over a `final_action_of`."""

    def final_action(*claims: str, mapping: str | None = None, without=(), **others) -> Any:
        same = {name: value for name, value in others.items() if name not in ALIASES}
        beside = [Load(text, name) for name, text in others.items() if name in ALIASES]
        how = {"mapping": mapping, "without": tuple(without), "same": tuple(same.items())}
        return final_action_of(*beside, *(Load(text, **how) for text in claims))

    return final_action


@dataclass(frozen=True)
class View:
    """A model view as an audit of a day reads it."""

    frame: pd.DataFrame

    def lines(self, *columns: str) -> dict:
        """{claim: value} of a view of lines, {claim: (values)} for several columns, as text."""
        keys = [_claim_or_line(line_id) for line_id in self.frame["line_id"]]
        values = [[as_text(value) for value in self.frame[name]] for name in columns]
        rows = values[0] if len(columns) == 1 else zip(*values, strict=True)
        return dict(zip(keys, rows, strict=True))


def _claim_or_line(line_id: str) -> str:
    _, claim, line = line_id.split("|")
    return claim if line == "1" else f"{claim}/{line}"


@pytest.fixture(scope="session")
def model_view(policy_folders) -> Callable[..., pd.DataFrame]:
    """model_view(store, name, as_of, files): a view of queries/model under these policy files."""

    def read(store: Store, name: str, as_of: str, files: dict[str, str]) -> pd.DataFrame:
        policies = read_policies([content.POLICIES, policy_folders.holding(files)])
        manifest = store.folder.manifest()
        with store.folder.shelf.engine() as engine:
            relations = create_audit_relations(
                engine, store.folder, manifest, policies, day(as_of), 1
            )
            Model(relations, read_model()).need([name])
            return engine.frame(f"select * from {name}")

    return read


@pytest.fixture
def view(final_action) -> Callable[..., View]:
    """view(name, claims, eligibility=..., as_of=..., policies=[...]): a view of lines."""
    return view_by(final_action)


def view_by(final_action: Callable) -> Callable:
    """`view` over a `final_action`."""

    def read(name: str, claims: str, *, as_of: str = AS_OF, policies=(), **others) -> Any:
        found = final_action(claims, **others).viewed(name, as_of, tuple(policies))
        return found if isinstance(found, Unknown) else View(found)

    return read


def exposure_of(run) -> dict[str, dict[str, str]]:
    """The exposure of a run by provider, as the fixture `exposure` gives it."""
    return _shown(run.exposure(by="provider"))


def exposures_of(run: Run, marks: dict[str, Case]) -> dict[str, dict[str, dict[str, str]]]:
    """The same of the payers under each mark alone."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    with run.reading() as engine:
        engine.table("cell_of_any", "select * from exposure_cell")
        create_exposure_views(engine, ("provider",))
        for mark in marks:
            own = f"select * from cell_of_any where starts_with(payer, {literal(mark)})"
            engine.view("exposure_cell", own)
            found[mark] = _shown(engine.frame("select * from by_provider"))
    return found


def _shown(by_provider: pd.DataFrame) -> dict[str, dict[str, str]]:
    names = {tin: name for name, tin in TIN.items()}
    found = {}
    for row in by_provider.to_dict("records"):
        amounts = {column.name: row[column.amount] for column in EXPOSURE_COLUMNS}
        shown = {name: as_text(value) for name, value in amounts.items() if value}
        if shown:
            group = row["provider_group"]
            found[names.get(group) or unmarked_text(group)] = shown
    return found


def arithmetic_of(run: Run) -> list[Told]:
    """The arithmetic of the findings of a run, as the fixture `told_of` gives it."""
    return [replace(finding, counted="") for finding in told(run)]


def arithmetics_of(run: Run, cases: dict[str, Case]) -> dict[str, list[Told]]:
    """The same of the claims under each mark alone, of the checks that its case asks."""
    plain = [(f, replace(f, claim_id=unmarked_text(f.claim_id))) for f in arithmetic_of(run)]
    return {
        mark: [
            own
            for finding, own in plain
            if finding.claim_id.startswith(mark)
            and finding.check_id in (case.checks or [own.check_id])
        ]
        for mark, case in cases.items()
    }


def letter_of(run: Run) -> LetterLines:
    """The lines of the letters of a run, as the fixture `letter` gives them."""
    lines = letter_lines(run, day(run.record["as_of"]))
    return LetterLines(lines.demand, lines.records, lines.left_out)


def letters_of(run: Run, marks: dict[str, Case]) -> dict[str, LetterLines]:
    """The same of the claims under each mark alone."""
    whole = letter_of(run)

    def own(rows: list[dict], mark: str) -> list[dict]:
        return [_plain(row) for row in rows if row["claim_id"].startswith(mark)]

    return {
        mark: LetterLines(
            own(whole.demand, mark), own(whole.records, mark), own(whole.left_out, mark)
        )
        for mark in marks
    }


def _plain(value: Any) -> Any:
    """A row and the rows inside it, with their texts as the case wrote them."""
    if isinstance(value, dict):
        return {name: _plain(held) for name, held in value.items()}
    if isinstance(value, list):
        return [_plain(held) for held in value]
    return unmarked_text(value) if isinstance(value, str) else value


#: How a run answers what is asked beside its findings, for the cases under its marks.
OTHER_ANSWERS: dict[str, Answer] = {
    "exposure": exposures_of,
    "arithmetic": arithmetics_of,
    "letter": letters_of,
}
