"""Fixtures of the specification: an audit of small text tables, and what it says of them."""

from __future__ import annotations

import hashlib
import shutil
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from analytics import testing
from analytics.api import Store
from analytics.load.into_store import LoadOptions, load_into
from analytics.schema.words import EXPOSURE_COLUMNS
from analytics.store.folder import StoreFolder
from analytics.store.shelf import MemoryShelf
from analytics.testing import ALIASES, AS_OF, TIN, as_text, extract, keyed
from analytics.testing.audits import audit_tables

from .one_audit import Book, Case, asked_by, find_by, find_each_by

OWN_POLICIES = Path(__file__).parent / "policies"


@dataclass(frozen=True)
class PolicyFolders:
    """Folders of policy files: PLAN's own, with the texts a test brings beside or instead of it."""

    root: Path

    def of(self, texts: list[str]) -> Path:
        """A folder that holds PLAN's policy and these; a text with its policy_id replaces it."""
        if not texts:
            return OWN_POLICIES
        folder = self.root / hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]
        if folder.exists():
            return folder
        folder.mkdir()
        given = {tomllib.loads(text)["policy_id"]: text for text in texts}
        for path in OWN_POLICIES.glob("*.toml"):
            if tomllib.loads(path.read_text())["policy_id"] not in given:
                shutil.copy(path, folder)
        for policy_id, text in given.items():
            (folder / f"{policy_id}.toml").write_text(text)
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
def book(request, policy_folders) -> Book | None:
    """What the tests of this file ask alike, audited together; none with --alone."""
    if request.config.getoption("--alone"):
        return None

    def audit(checks, tables, *, payer_policy=None, policies=(), as_of=AS_OF):
        folder = policy_folders.of([*policies, *([payer_policy] if payer_policy else [])])
        return audit_tables(checks, tables, policies=folder, as_of=as_of)

    book = Book(audit)
    book.read(item for item in request.session.items if item.module is request.module)
    return book


@pytest.fixture
def findings(audit, book) -> Callable[..., pd.DataFrame]:
    """As `audit`; returns the findings as a frame, with `key`: the claim, or claim/line."""

    def frame(checks, claims, **others) -> pd.DataFrame:
        if book is not None and not isinstance(claims, dict):
            known = book.known.get(Case.of(checks, claims, others))
            if known is not None:
                return known.copy()
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
def exposure(audit) -> Callable[..., dict[str, dict[str, str]]]:
    """Exposure by provider: {"alpha": {"automated": "300.00"}}; amounts of 0 are left out.

    The columns are all of exposure: see analytics/schema/words.py.
    """

    def by_provider(checks, claims, **others) -> dict[str, dict[str, str]]:
        return exposure_of(audit(checks, claims, **others))

    return by_provider


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


def load(store: Store, source, table: str | None = None, **options) -> None:
    """Load a file or frame, without a load report."""
    jobs = [(source, LoadOptions(table, **options))]
    load_into(store.folder, jobs, report_checks=False, with_report=False)


@dataclass(frozen=True)
class Picture:
    """A store and what its final picture holds."""

    store: object

    def lines(self, *columns: str, table: str = "claim_line") -> dict:
        """{claim: value}, or {claim: (values)} for several columns; values as text."""
        frame = keyed(self.store.frame(table))
        values = {name: [as_text(v) for v in frame[name]] for name in columns}
        if len(columns) == 1:
            return dict(zip(frame["key"], values[columns[0]], strict=True))
        return dict(zip(frame["key"], zip(*values.values(), strict=True), strict=True))

    def paid(self, table: str = "claim_line") -> dict[str, str]:
        """{claim: net paid amount}."""
        return self.lines("paid_amount", table=table)


@pytest.fixture
def picture(tmp_path) -> Callable[..., Picture]:
    """picture(claims, more_claims, mapping="...", eligibility=...) loads a store.

    Each text is a load of medical_claim. `mapping` is the text of a mapping file.
    """

    def load_all(*loads: str, mapping: str | None = None, without=(), **others) -> Picture:
        store = store_in_memory(tmp_path / "store")
        path = None
        if mapping:
            path = tmp_path / "mapping.toml"
            path.write_text(mapping)
        same = {name: value for name, value in others.items() if name not in ALIASES}
        for name, text in others.items():
            if name in ALIASES:
                load(store, extract(name, text), name)
        for text in loads:
            frame = extract("medical_claim", text, tuple(without), **same)
            load(store, frame, "medical_claim", mapping=path)
        return Picture(store)

    return load_all


def exposure_of(run, by: str = "provider") -> dict[str, dict[str, str]]:
    """The exposure of a run by provider, as the fixture `exposure` gives it."""
    names = {tin: name for name, tin in TIN.items()}
    found = {}
    for row in run.exposure(by=by).to_dict("records"):
        amounts = {column.name: row[column.amount] for column in EXPOSURE_COLUMNS}
        shown = {name: as_text(value) for name, value in amounts.items() if value}
        if shown:
            found[names.get(row["provider_group"], row["provider_group"])] = shown
    return found
