"""Audits of small extracts, and the page about one."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import analytics
from analytics.report.page.page import page_html

from . import letters
from .extract import AS_OF, LINES, claims, providers
from .pages import Page, read


@pytest.fixture(scope="session")
def run():
    """The audit of `LINES` by the shipped policies."""
    closed = hashlib.md5(b"UNT-01|JEFFERSON|CLM0010|1", usedforsecurity=False).hexdigest()
    return analytics.audit(
        medical_claim=claims(),
        provider=providers(),
        hold=pd.DataFrame([{"claim_id": "CLM0008", "reason": "SIU"}], dtype="object"),
        disposition=pd.DataFrame(
            [{"finding_id": closed, "status": "closed", "decided_date": "2026-09-01"}],
            dtype="object",
        ),
        as_of=AS_OF,
    )


@pytest.fixture(scope="session")
def page(run) -> Page:
    """The page about it."""
    return read(page_html(run))


@pytest.fixture(scope="session")
def quiet_run():
    """An audit that finds nothing, because no policy speaks of its one line."""
    return analytics.audit(medical_claim=claims(LINES[-1:]), as_of=AS_OF)


@pytest.fixture(scope="session")
def letter_store(tmp_path_factory) -> Path:
    """A store of the lines of `letters`, audited by a policy that says what letters need."""
    place = tmp_path_factory.mktemp("letters")
    store = analytics.open_store(place / "store", create=True)
    store.load(providers(), table="provider")
    store.load(letters.frame_of(letters.LINES), table="medical_claim")
    store.audit(as_of=AS_OF, policies=letters.policy(place / "policies"), only=letters.CHECKS)
    return place / "store"


@pytest.fixture(scope="session")
def letter_run(letter_store):
    """Its run."""
    return analytics.open_store(letter_store).run()


@pytest.fixture
def own_letter_store(letter_store, tmp_path):
    """A copy of it that may learn more."""
    return analytics.open_store(shutil.copytree(letter_store, tmp_path / "store"))


@pytest.fixture(scope="session")
def packets(letter_run, tmp_path_factory):
    """The letters of its run."""
    return letters.write_packets(letter_run, tmp_path_factory.mktemp("out"))


@pytest.fixture(scope="session")
def audited(tmp_path_factory) -> Callable:
    """audited(lines, table=...): an audit of other lines by the same policy."""

    def audit(lines, **tables):
        tables.setdefault("provider", letters.named())
        return analytics.audit(
            medical_claim=letters.frame_of(lines),
            as_of=AS_OF,
            policies=letters.policy(tmp_path_factory.mktemp("policies")),
            only=letters.CHECKS,
            **tables,
        )

    return audit


@pytest.fixture(scope="session")
def run_of_everything():
    """The extract with something in every column of exposure, by the shipped policies."""
    return analytics.audit(
        medical_claim=claims(),
        provider=providers(),
        hold=pd.DataFrame([{"claim_id": "CLM0008", "reason": "SIU"}], dtype="object"),
        as_of=AS_OF,
    )
