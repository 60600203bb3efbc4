"""A page stays a page, however much a run found: bounded in size and time, and it says so."""

import time

import pytest

import analytics
from analytics.report.page.page import page_html

from .extract import AS_OF
from .many import many_claims
from .pages import read

PROVIDERS, LINES = 5_000, 20
#: Bytes and seconds that such a page may take; a machine under load is slow, not wrong.
MOST_BYTES, MOST_SECONDS = 3_000_000, 60


@pytest.mark.slow
def test_five_thousand_providers_and_a_hundred_thousand_findings():
    run = analytics.audit(medical_claim=many_claims(PROVIDERS, LINES), as_of=AS_OF, only="UNT-01")
    assert run.record["findings"] == PROVIDERS * LINES
    began = time.perf_counter()
    html = page_html(run)
    seconds = time.perf_counter() - began
    assert seconds < MOST_SECONDS
    assert len(html.encode()) < MOST_BYTES
    page = read(html)
    text = " ".join(page.text.split())
    assert "The 100 with the most automated dollars" in text
    assert "4,900 other providers, summed" in text
    assert "The 25 of 5,000 providers with exposure that have the most" in text
    assert "the 15 of 20 with the most dollars" in text
    # provider 250 was paid a tenth of what provider 2,500 was, the median: 4,751 are compared
    assert "the first 50; 4,701 others with lower rates are not listed" in text
    assert "249 had too little." in text
    print(f"{len(html.encode()):,} bytes in {seconds:.1f} seconds")
