"""Audits of small extracts, and the page about one."""

from __future__ import annotations

import hashlib

import pandas as pd
import pytest

import analytics
from analytics.report.page.page import page_html

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
