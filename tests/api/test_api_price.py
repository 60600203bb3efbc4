"""A check tried in pandas is priced by the code that prices an audit."""

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from small_store import MEMBER

import analytics
from analytics.errors import UsageError

LINE = "PLAN|CLAIMA|1"  # 1 to 7 July, 1,400.00


@pytest.fixture(scope="module")
def run(audited_store):
    return analytics.open_store(audited_store).run()


def tried(line=LINE, share=0.5, **columns):
    return pd.DataFrame({"line_id": line, "not_payable_share": share, **columns}, index=[0])


def amounts(priced):
    return dict(zip(priced.findings["line_id"], priced.findings["candidate_amount"], strict=True))


def test_a_check_in_pandas_asks_what_the_audit_asks_to_the_cent(run, audited_store):
    lines = analytics.open_store(audited_store).frame("claim_line", where="is_per_diem")
    lines = analytics.for_charts(lines)
    over = lines[lines["units"] > lines["day_count"]]
    frame = over[["line_id"]].assign(not_payable_share=1 - over["day_count"] / over["units"])
    priced = run.price(frame, check_id="UNT-01", strength="automated")
    audited = run.findings(check="UNT-01")
    assert amounts(priced) == dict(
        zip(audited["line_id"], audited["candidate_amount"], strict=True)
    )
    assert priced.findings["finding_id"].tolist() == audited["finding_id"].tolist()
    assert priced.net_amount == Decimal("700.00")
    assert priced.exposure["automated_amount"].tolist() == [Decimal("700.00")]


@pytest.mark.parametrize("share", [0.5, Decimal("0.5"), "0.5"])
def test_a_share_is_a_float_a_decimal_or_its_text(run, share):
    assert amounts(run.price(tried(share=share))) == {LINE: Decimal("700.00")}


def test_a_third_of_a_line_is_rounded_half_up_once(run):
    assert amounts(run.price(tried(share=1 / 3))) == {LINE: Decimal("466.67")}


def test_a_missing_share_is_in_question_and_unpriced(run):
    priced = run.price(tried(share=None))
    assert priced.findings["candidate_amount"].isna().tolist() == [True]
    assert priced.findings["in_question_amount"].tolist() == [Decimal("1400.00")]
    assert priced.net_amount == 0


def test_rows_by_the_day_ask_for_those_days(run):
    days = pd.DataFrame(
        {
            "line_id": LINE,
            "not_payable_share": [1.0, 0.25],
            "service_date": [date(2026, 7, 2), date(2026, 7, 7)],
            "reason": "why not",
        }
    )
    (finding,) = run.price(days).findings.to_dict("records")
    assert finding["in_question_amount"] == Decimal("400.00")
    assert finding["candidate_amount"] == Decimal("250.00")
    assert finding["reason"] == "why not Days in question: 2 of 7, 2026-07-02 to 2026-07-07."


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (tried(line="PLAN|NOSUCH|1"), "a line_id that is not a paid line of the store"),
        (tried(line="PLAN|CLAIMG|1"), "a line_id that is not a paid line of the store"),
        (tried(share=0), "not above 0 and at most 1"),
        (tried(share=1.01), "not above 0 and at most 1"),
        (tried(share="half"), "Could not convert"),
        (pd.concat([tried(), tried()]), "a second row for one line, period and day"),
        (
            pd.concat([tried(service_date=date(2026, 7, 1)), tried(service_date=None)]),
            "named both whole and by the day",
        ),
        (tried(service_date=date(2026, 8, 1)), "a service_date outside its line"),
        (tried(policy_period_id="x"), "a policy_period_id that governs nothing"),
        (tried().drop(columns="line_id"), "the frame has no line_id"),
    ],
)
def test_what_has_no_price_is_refused_and_never_left_out(run, frame, words):
    with pytest.raises(UsageError, match=words) as refused:
        run.price(frame)
    for value in ("CLAIM", MEMBER, "NOSUCH", "half", "1.01"):
        assert value not in str(refused.value)


def test_an_unknown_strength_is_refused(run):
    with pytest.raises(UsageError, match="one of automated, records, lead"):
        run.price(tried(), strength="sure")
