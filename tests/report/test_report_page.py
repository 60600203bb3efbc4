"""What the page says, and that it says it safely."""

import base64
import hashlib
import os
import re
from decimal import Decimal
from itertools import pairwise

import pandas as pd
import pytest

import analytics
from analytics.errors import UsageError
from analytics.formats import NOTHING, money_cell
from analytics.report import write_report
from analytics.report.exposure_tables import ranking
from analytics.report.page.page import page_html
from analytics.schema.words import EXPOSURE_AMOUNTS, EXPOSURE_COLUMNS, RUNG_AMOUNTS

from .extract import AS_OF, CLAIMS, HOSTILE, LINES, MEMBERS, claims
from .pages import read

HEADS = {column.amount: column.title for column in EXPOSURE_COLUMNS}


def as_amount(text: str) -> Decimal:
    """An amount as the page shows it, back as a number."""
    return Decimal(0) if text == NOTHING else Decimal(re.sub(r"[$,]", "", text))


def amounts(row: dict[str, str], heads: dict[str, str] = HEADS) -> dict[str, Decimal]:
    return {name: as_amount(row[head]) for name, head in heads.items()}


def of(row, names=EXPOSURE_AMOUNTS) -> dict[str, Decimal]:
    return {name: row[name] for name in names}


# --- the amounts ---------------------------------------------------------------------------------


def test_the_exposure_stands_in_its_columns_to_the_cent(run, page):
    total = run.exposure("payer")[list(EXPOSURE_AMOUNTS)].sum()
    shown = re.findall(r'<p class="amount">([^<]*)</p>', page.html)
    assert [as_amount(text) for text in shown] == [total[name] for name in EXPOSURE_AMOUNTS[:3]]
    apart = page.columns("Counted apart")
    for name in EXPOSURE_AMOUNTS[3:]:
        assert as_amount(apart[HEADS[name]]["Amount"]) == total[name]


def test_the_strengths_are_nowhere_added_into_one(run, page):
    total = run.exposure("payer")[list(EXPOSURE_AMOUNTS)].sum()
    three = sum((total[name] for name in EXPOSURE_AMOUNTS[:3]), Decimal(0))
    assert money_cell(three) not in page.text
    assert money_cell(total["automated_amount"] + total["records_amount"]) not in page.text


def test_each_provider_with_a_finding_has_its_row_to_the_cent(run, page):
    table = page.columns("Exposure by provider")
    for row in run.exposure("provider").to_dict("records")[:3]:
        (shown,) = [table[key] for key in table if row["provider_group"] in key]
        assert amounts(shown) == of(row)
        assert row["provider_name"] in shown["Provider"]
    assert "1 other provider, summed" in table
    assert amounts(table["All"]) == of(run.exposure("payer")[list(EXPOSURE_AMOUNTS)].sum())


def test_each_check_has_its_row_and_the_net_columns_add_up(run, page):
    table = page.columns("Exposure by check")
    heads = {
        name: f"Net {HEADS[name].lower()}" if place < 3 else HEADS[name]
        for place, name in enumerate(RUNG_AMOUNTS)
    }
    by_check = run.exposure("check").to_dict("records")
    assert len(by_check) > 15
    for row in by_check:
        (shown,) = [table[key] for key in table if key.startswith(row["check_id"])]
        assert amounts(shown, heads) == of(row, RUNG_AMOUNTS)
        gross = row["gross_amount"]
        assert shown["Gross"] == "no price" if gross is None else as_amount(shown["Gross"]) == gross
        assert shown["Status"] == row["status"]
    total = run.exposure("payer")[list(RUNG_AMOUNTS)].sum()
    assert [as_amount(text) for text in page.table("Exposure by check")[-1][1:]] == list(total)


@pytest.mark.parametrize(
    ("caption", "by"),
    [("Exposure by line of business", "line_of_business"), ("Exposure by payer", "payer")],
)
def test_other_sums_to_the_cent(run, page, caption, by):
    table = page.columns(caption)
    rows = run.exposure(by).to_dict("records")
    assert len(table) == len(rows) + 1
    for row in rows:
        shown = table[row[by] if by == "payer" else row[by].capitalize()]
        assert amounts(shown) == of(row)
        assert as_amount(shown["Paid"]) == row["paid_amount"]


def test_each_month_has_its_row_to_the_cent(run, page):
    table = page.columns("Exposure by month of service")
    rows = run.exposure("month").to_dict("records")
    assert list(table) == [f"{row['month']:%B %Y}" for row in rows]
    for row in rows:
        assert amounts(table[f"{row['month']:%B %Y}"]) == of(row)


def test_months_are_told_where_nothing_in_them_has_a_strength():
    held = pd.DataFrame([{"claim_id": "CLM0008", "reason": "SIU"}], dtype="object")
    run = analytics.audit(medical_claim=claims(LINES[7:8]), hold=held, as_of=AS_OF)
    page = read(page_html(run))
    assert page.columns("Exposure by month of service")["May 2026"]["On hold"] == "$70.00"
    assert "No month has exposure." not in page.text


def test_the_rest_of_many_providers_is_summed_in_one_row():
    zero = dict.fromkeys((*EXPOSURE_AMOUNTS, "paid_amount", "governed_amount"), Decimal(0))
    rows = [
        zero | {"lines_paid": 1, "lines_flagged": 1, "automated_amount": Decimal(40 - i)}
        for i in range(30)
    ]
    rows += [zero | {"lines_paid": 2, "lines_flagged": 0}] * 10
    found = ranking(rows, most=25)
    assert [row["automated_amount"] for row in found.rows] == [40 - i for i in range(25)]
    assert found.others_count == 15
    assert found.others["automated_amount"] == sum(40 - i for i in range(25, 30))
    assert found.others["lines_paid"] == 25
    assert found.total["automated_amount"] == sum(40 - i for i in range(30))


def test_records_to_request_are_counted_and_not_listed(run, page):
    listed = run.records_request_list()
    assert f"{len(listed)} paid nursing line, $110.00" in page.text
    assert "select * from records_request" in page.text
    assert page.columns("Records to request, by provider")["All"]["Paid"] == "$110.00"


def test_what_could_not_be_checked_is_said_with_its_reason(page):
    table = page.columns("Checks without lines")
    (row,) = [table[key] for key in table if key.startswith("NUR-04")]
    assert (row["Status"], row["Why"]) == ("not applicable", "no visit_note was loaded")
    lines = page.columns("Lines that could not be checked")
    assert (lines["NUR-04"]["Lines"], lines["NUR-04"]["Paid on them"]) == ("1", "$110.00")
    assert "Tables that were not loaded: eligibility" in page.text


def test_what_was_audited_and_by_which_documents(page):
    _, *loads, total = page.table("Files loaded")
    assert {row[1].split()[0]: row[3] for row in loads} == {
        "medical_claim": "12",
        "provider": "4",
        "hold": "1",
        "disposition": "1",
    }
    assert total[:4] == ["All", "18", "18", NOTHING]
    assert page.columns("Rules of jefferson-rb-046-a")["Place of service"]["Governs"] == (
        "from 14 June 2026"
    )
    rules = page.table("Rules of priority-health-home-infusion")
    assert ["Documentation", "from 13 February 2025", "PRIORITY_HEALTH"] in [r[:3] for r in rules]
    assert '"Failure to document services rendered or items supplied' in page.text
    baseline = page.columns("Rules of hcpcs-level-ii")["Per diem"]
    assert baseline["Governs"].startswith("where no other document speaks")
    assert "2000" not in baseline["Governs"]
    assert "EXC-01: what the descriptor of the code bars" in baseline["Citation"]
    assert "15 October 2026" in page.headings[0][1]
    assert "1 February 2024 to 1 August 2026" in page.text


def test_a_document_that_governed_no_audited_day_is_left_out():
    before = [line for line in LINES if line[0] in ("CLM0011",)]
    run = analytics.audit(medical_claim=claims(before), as_of=AS_OF)
    assert "RB.046.A" not in page_html(run)


def test_each_check_is_told_in_words(page):
    ids = set(page.having("id"))
    assert {"UNT-01", "CON-04", "DUP-03"} <= ids
    assert "A per diem pays once per day." in page.text
    assert "Cleared by: a thru date the extract lost" in page.text


# --- nothing found, nothing applicable, something failed -----------------------------------------


def test_a_run_without_findings_gives_a_sensible_page(quiet_run):
    page = read(page_html(quiet_run))
    assert re.findall(r'<p class="amount">([^<]*)</p>', page.html) == ["$0.00"] * 3
    assert "No provider has a finding." in page.text
    assert "No month has exposure." in page.text
    assert "svg" not in {tag for tag, _ in page.elements}
    assert len(page.table("Checks without lines")) == 18


@pytest.fixture(scope="module")
def bare_run(tmp_path_factory):
    """An audit of one line of a provider nobody names, with a check that fails."""
    folder = tmp_path_factory.mktemp("checks")
    (folder / "always_fails.sql").write_text(
        "-- id: TST-01\n-- title: Always fails\n-- strength: lead\n-- remedy: records\n"
        "-- policy: per_diem\n-- cleared by: nothing\n-- reason: x\n--\n-- Fails at once.\n"
        "with governed as (\n"
        "  select claim_line.line_id, policy.policy_period_id, claim_line.hcpcs_code\n"
        "  from claim_line\n"
        "  join policy on claim_line.policy_scope = policy.policy_scope\n"
        ")\n"
        "select line_id, policy_period_id, cast(null as date) as service_date,\n"
        "  cast(hcpcs_code as decimal(18, 12)) as not_payable_share,\n"
        "  cast(null as varchar) as related_claim_id\n"
        "from governed\n"
    )
    return analytics.audit(medical_claim=claims(LINES[:1]), as_of=AS_OF, checks=folder)


def test_a_failed_check_is_told_without_its_message(bare_run):
    message = bare_run.checks().set_index("check_id").loc["TST-01", "why"]
    page = read(page_html(bare_run))
    assert message and message not in page.text
    (row,) = page.table("Checks without lines")[-1:]
    assert row[:2] == ["TST-01 Always fails", "failed"]


# --- safe to open, safe to send ------------------------------------------------------------------


def test_no_member_is_named(page):
    assert not [member for member in MEMBERS if member in page.html]


def test_claims_are_named_on_the_pages_of_providers_and_nowhere_else(page):
    first = page.html.index('<section id="pages"')
    last = page.html.index('<section id="records"')
    named = {claim for claim in CLAIMS if claim in page.html[first:last]}
    # CLM0006 has no finding either, but is the line that CLM0007 was paid beside
    assert named == set(CLAIMS) - {"CLM0005", "CLM0012"}
    assert not [claim for claim in CLAIMS if claim in page.html[:first] + page.html[last:]]


def test_a_name_that_means_harm_is_only_text(page):
    assert {tag for tag, _ in page.elements}.isdisjoint({"iframe", "object", "embed"})
    assert HOSTILE in page.text
    assert "<script>alert" not in page.html


def test_nothing_is_asked_of_any_network(page):
    for name in ("src", "href", "xlink:href", "action", "data", "poster", "srcset"):
        assert all(value.startswith(("#", "data:")) for value in page.having(name))
    styles = re.sub(r"url\(#[\w-]+\)", "", page.html)
    assert not re.search(r"@import|url\(", styles)
    (policy,) = [a["content"] for _, a in page.elements if "http-equiv" in a]
    assert policy.startswith("default-src 'none'")
    # the one script is the page's own, and what it is was said before anything of the data
    (script,) = re.findall(r"<script[^>]*>(.*?)</script>", page.html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy
    assert "innerHTML" not in script and "eval" not in script and "fetch" not in script
    assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)


def test_the_file_is_its_owners_alone_and_replaced_in_one_step(run, tmp_path):
    out = tmp_path / "new" / "report"
    path = write_report(run, out)
    assert path == out / "report.html"
    first = path.read_text(encoding="utf-8")
    assert write_report(run, out) == path
    assert path.read_text(encoding="utf-8") == first
    assert [p.name for p in out.iterdir()] == ["report.html"]
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600
        assert out.stat().st_mode & 0o777 == 0o700


def test_a_file_in_the_way_is_refused(run, tmp_path):
    (tmp_path / "report").write_text("mine")
    with pytest.raises(UsageError, match="is a file"):
        write_report(run, tmp_path / "report")
    assert (tmp_path / "report").read_text() == "mine"


# --- readable by everyone ------------------------------------------------------------------------


def test_headings_go_down_one_level_at_a_time(page):
    levels = [level for level, _ in page.headings]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_ids_are_unique_and_links_lead_somewhere(page):
    ids = page.having("id")
    assert len(ids) == len(set(ids))
    targets = page.having("href") + page.having("xlink:href") + page.having("aria-labelledby")
    assert {target.lstrip("#") for target in targets} <= set(ids)


def test_tables_have_captions_and_scopes_and_pictures_have_words(page):
    assert all(page.tables)
    assert len(page.tables) == sum(tag == "table" for tag, _ in page.elements)
    assert all("scope" in attributes for tag, attributes in page.elements if tag == "th")
    pictures = [a for tag, a in page.elements if a.get("role") == "img"]
    assert len(pictures) == sum(tag == "svg" for tag, _ in page.elements) == 8
    assert all(len(a["aria-label"]) > 40 for a in pictures)
    assert HOSTILE in pictures[0]["aria-label"]


def test_every_amount_of_a_table_is_set_right(page):
    cells = re.findall(r"<td([^>]*)>(\$[\d,]+\.\d\d)</td>", page.html)
    assert len(cells) > 50
    assert all('class="n"' in attributes for attributes, _ in cells)


def test_money_reads_as_money():
    assert money_cell(Decimal("1234567.89")) == "$1,234,567.89"
    assert money_cell(Decimal("-5.5")) == "-$5.50"
    assert (money_cell(Decimal(0)), money_cell(None)) == (NOTHING, "no price")


def test_a_provider_without_a_name_goes_by_its_number(bare_run):
    assert pd.isna(bare_run.exposure("provider")["provider_name"][0])
    assert "012345671 , NPI 1234567893" in read(page_html(bare_run)).columns("Exposure by provider")
