"""The labels: lines that exist, for every check, and codes and days that the content knows."""

from __future__ import annotations

import csv
import tomllib

import pytest

from analytics import content
from analytics.demo.plan import dates, formulary
from analytics.demo.plan.dates import as_date
from analytics.demo.planted.template import TEMPLATES
from analytics.schema.words import STRENGTHS
from analytics.sql.checks import read_checks

SHIPPED = read_checks([content.CHECKS])
CHECKS = [check.check_id for check in SHIPPED]
#: The shipped payers ask for modifiers and write no price.
UNPRICED = {check.check_id for check in SHIPPED if check.subject == "concurrent_therapy"}


def test_labels_speak_of_lines_that_exist(claim, label):
    key = ["payer", "claim_id", "claim_line_number"]
    lines = claim[[*key, "paid_amount", "claim_status"]].drop_duplicates(key)
    found = label.merge(lines, on=key, how="left")
    assert found["paid_amount"].notna().all()
    assert label["label_id"].is_unique
    assert not label.duplicated([*key, "check_id"]).any()


@pytest.mark.parametrize("check", CHECKS)
def test_every_check_has_planted_errors_and_near_misses(label, check):
    kinds = label[label["check_id"] == check]["kind"].value_counts()
    assert kinds["planted"] >= 6
    assert kinds["near_miss"] >= 4


def test_no_label_is_of_another_check(label):
    assert set(label["check_id"]) == set(CHECKS)
    assert set(label["kind"]) == {"planted", "near_miss"}


def test_a_planted_error_has_its_amount_unless_no_price_is_written(label):
    planted = label[label["kind"] == "planted"]
    unpriced = planted[planted["expected_amount"].isna()]
    assert set(unpriced["check_id"]) == UNPRICED
    assert (planted["expected_amount"].dropna() > 0).all()
    assert label[label["kind"] == "near_miss"]["expected_amount"].isna().all()


def test_a_planted_error_has_its_strength_and_a_near_miss_has_none(label):
    planted = label[label["kind"] == "planted"]
    assert set(planted["expected_strength"]) == set(STRENGTHS)
    assert (planted["expected_strength"][planted["expected_amount"].isna()] == "lead").all()
    assert label[label["kind"] == "near_miss"]["expected_strength"].isna().all()


def test_an_amount_is_at_most_what_the_line_was_paid(claim, label):
    key = ["payer", "claim_id", "claim_line_number"]
    paid = claim.drop_duplicates().groupby(key)["paid_amount"].sum().rename("net").reset_index()
    priced = label[label["expected_amount"].notna()].merge(paid, on=key)
    assert len(priced) > 0
    assert (priced["expected_amount"] <= priced["net"]).all()


def test_planted_errors_gather_at_few_providers(claim, label):
    claims = claim[["claim_id", "billing_tin"]].dropna().drop_duplicates()
    planted = label[label["kind"] == "planted"].merge(claims, on="claim_id")
    by_provider = planted["billing_tin"].value_counts()
    assert len(by_provider) > 15
    assert by_provider.head(8).sum() > 0.4 * len(planted)


def test_templates_have_names_and_notes_of_their_own():
    names = [(t.check, t.kind, t.tell.__name__) for t in TEMPLATES]
    assert len(set(names)) == len(names)  # the name is the case's stream of random numbers
    assert all(len(t.note) > 8 for t in TEMPLATES)


def test_two_lines_that_are_compared_were_paid_long_enough_ago():
    """semantics.md, Settled pair: whatever the seed draws."""
    pairs = [t for t in TEMPLATES if t.check in {"EXC-01", "UNT-02", "DUP-01"}]
    assert pairs
    assert all(t.where.until <= dates.LAST_PAIR_DAY for t in pairs)


def test_near_misses_stand_on_the_policies_own_days():
    def periods(policy: str) -> list[str]:
        text = tomllib.loads((content.POLICIES / f"{policy}.toml").read_text())
        return [str(period["effective_from"]) for period in text["period"]]

    assert periods("jefferson-rb-046-a") == [str(as_date(dates.JEFFERSON_FROM))]
    ours = [dates.PRIORITY_FROM, dates.DOCUMENTATION_FROM]
    assert periods("priority-health-home-infusion") == [str(as_date(day)) for day in ours]


def test_the_formulary_agrees_with_the_reference_tables():
    def column(table: str, name: str) -> list[str]:
        with (content.REFERENCE / f"{table}.csv").open(newline="") as stream:
            return [row[name] for row in csv.DictReader(stream)]

    known = {
        code
        for table in ("per_diem_code", "nursing_code", "bundled_supply_code")
        for code in column(table, "code")
    }
    assert set(formulary.PRICE) <= known
    assert formulary.UNLISTED_DRUG not in known | set(column("drug_code", "code"))
    pairs = set(
        zip(
            column("drug_per_diem", "drug_code"),
            column("drug_per_diem", "per_diem_code"),
            strict=True,
        )
    )
    for therapy in formulary.PER_DIEM_THERAPIES:
        assert {(drug, therapy.per_diem) for drug in therapy.drugs} <= pairs, therapy.name
