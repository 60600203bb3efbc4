"""The pages of providers: each dollar of a provider in its lines, nothing of a member."""

from decimal import Decimal

import pandas as pd
import pytest

import analytics
from analytics.masking import Mask
from analytics.report.exposure_tables import has_exposure, rows_of
from analytics.report.page import provider_pages
from analytics.report.page.page import page_html
from analytics.report.page.peers import peers
from analytics.report.pictures.sparkline import sparkline
from analytics.report.queries import asking
from analytics.schema.words import EXPOSURE_AMOUNTS

from .extract import AS_OF, CLAIMS, MEMBERS
from .many import many_claims
from .pages import read


@pytest.fixture(scope="module")
def pages(run):
    rows = [row for row in rows_of(run.exposure("provider")) if has_exposure(row)]
    with asking(run) as asked:
        return provider_pages.provider_pages(asked, rows, peers(asked, {}))


def test_lines_and_months_of_a_provider_add_up_to_its_row(pages):
    assert len(pages) == 3
    for page in pages:
        for rows in (page.lines, page.months):
            for name in EXPOSURE_AMOUNTS:
                assert sum((row[name] for row in rows), Decimal(0)) == page.row[name]
        assert len(page.lines) == page.line_count == page.row["lines_flagged"]


def test_lines_stand_in_the_order_of_their_dollars(pages):
    (first,) = [page for page in pages if page.row["automated_amount"]]
    assert [(line["claim_id"], str(line["automated_amount"])) for line in first.lines] == [
        ("CLM0001", "700.00"),
        ("CLM0002", "83.38"),
        ("CLM0003", "0.00"),
    ]


def test_net_of_the_checks_of_a_provider_is_its_exposure(pages):
    for page in pages:
        for name in ("automated_amount", "records_amount", "lead_amount"):
            assert sum((row[name] for row in page.checks), Decimal(0)) == page.row[name]


def test_a_line_says_why_by_check_and_what_is_counted_apart(page):
    lines = page.columns("Lines with findings. Gamma Infusion")
    assert lines["CLM0008/1"]["Why"].startswith("UNT-01: S9500 paid 14 units over 7 days")
    assert lines["CLM0008/1"]["Why"].endswith("On hold: $70.00")
    assert lines["CLM0010/1"]["Why"].endswith("Resolved: $90.00")
    assert lines["CLM0008/1"]["Service"] == "1 May 2026 to 7 May 2026"


def test_links_lead_from_the_table_to_the_page(page):
    assert page.having("href").count("#provider-1") == 1
    assert page.having("id").count("provider-1") == 1


def test_a_mask_changes_no_line_and_no_member_is_there_to_mask(run, page):
    masked = page_html(run, mask=Mask(b"a key of this test alone"))
    assert masked == page.html
    assert CLAIMS[0] in masked and not [m for m in MEMBERS if m in masked]


def test_a_mask_is_put_over_the_lines_before_they_are_read(run):
    class Blank:
        def frame(self, frame: pd.DataFrame) -> pd.DataFrame:
            return frame.assign(claim_id="HIDDEN")

    html = page_html(run, mask=Blank())
    assert "HIDDEN/1" in html and CLAIMS[0] not in html


def test_what_is_cut_is_said(monkeypatch):
    monkeypatch.setattr(provider_pages, "PAGES", 2)
    monkeypatch.setattr(provider_pages, "LINES", 3)
    monkeypatch.setattr(provider_pages, "MONTHS", 1)
    run = analytics.audit(medical_claim=many_claims(3, 6), as_of=AS_OF, only="UNT-01")
    page = read(page_html(run))
    text = " ".join(page.text.split())
    assert "The 2 of 3 providers with exposure that have the most" in text
    assert "000000003, the 3 of 6 with the most dollars" in text
    assert "000000003, the latest 1 of 2." in text
    assert not any("000000001" in caption for caption in page.tables)


def test_a_trend_has_a_bar_for_each_month_with_dollars_on_one_scale():
    def month(day: str, automated: int, lead: int) -> dict:
        amounts = {"automated_amount": automated, "records_amount": 0, "lead_amount": lead}
        return {"month": pd.Timestamp(day).date(), **{k: Decimal(v) for k, v in amounts.items()}}

    svg = str(sparkline([month("2025-11-01", 100, 0), month("2026-01-01", 50, 25)]))
    assert svg.count("<rect") == 3
    assert "Records" not in svg and "Automated" in svg and "Lead" in svg
    heights = [float(part.split('"')[0]) for part in svg.split(' height="')[1:]]
    assert heights == [44.0, 22.0, 11.0]
    assert "Nov 2025" in svg and "Jan 2026" in svg and "$100" in svg
    assert "var(--automated)" in svg and "#" not in svg
