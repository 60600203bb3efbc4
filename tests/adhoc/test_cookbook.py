"""The cookbook: every question declares what it uses, runs, and answers as one can by hand."""

from decimal import Decimal

import pandas as pd
import pytest
from small_store import AS_OF, MEMBER, PLAN_POLICIES, claims_frame

import analytics
from analytics import content
from analytics.errors import ContentError, UsageError
from analytics.sql.cookbook import cookbook_markdown, find_question, read_cookbook, read_question

COOKBOOK = read_cookbook()
#: The columns of each answer: what a saved query or a spreadsheet relies on.
COLUMNS = {
    "changed_between_loads": "payer claim_id claim_line_number change rows_before rows_after"
    " units_before units_after paid_before paid_after",
    "checks_on_one_line": "check_id other_check_id lines paid_amount",
    "claims_replaced": "payer claim_id replaced_by kind replacing_paid_date still_paid_amount"
    " replacing_paid_amount",
    "days_with_two_therapies": "payer member_id provider_group service_date lines therapies"
    " sh_lines sj_lines unmarked",
    "drug_without_per_diem": "payer provider_group member_id claim_id claim_line_number hcpcs_code"
    " therapy_class line_start_date line_end_date units paid_amount",
    "findings_run_by_run": "run_id check_id findings added candidate_amount",
    "lines_with_modifier": "provider_group hcpcs_code lines_with paid_with days_with lines_without"
    " paid_without carries_other",
    "lookback_deadlines": "recoverable_until days_left check_id strength payer provider_group"
    " claim_id claim_line_number candidate_amount lookback_rule",
    "member_therapies_by_day": "service_date provider_group hcpcs_code therapy_class modifiers"
    " claim_id claim_line_number paid_amount checks",
    "paid_after_policy_change": "policy_effective_from check_id months_after findings providers"
    " in_question_amount candidate_amount",
    "payer_and_line_of_business": "payer line_of_business lines_paid paid_amount governed_amount"
    " lines_flagged automated_amount records_amount lead_amount unpriced_amount exposure_rate",
    "per_diem_units_and_days": "payer provider_group claim_id claim_line_number hcpcs_code"
    " line_start_date line_end_date day_count header_day_count end_assumed units units_basis"
    " units_over_days paid_amount",
    "per_diem_without_drug": "payer provider_group member_id claim_id claim_line_number hcpcs_code"
    " therapy_class line_start_date line_end_date units paid_amount",
    "policy_parameter_reach": "policy_id level policy_effective_from value check_id lines"
    " paid_amount findings in_question_amount",
    "provider_and_peers": "place is_asked provider_group provider_name lines_paid governed_amount"
    " lines_flagged automated_amount records_amount exposure_rate",
    "provider_findings_by_month": "month check_id strength findings in_question_amount"
    " candidate_amount",
    "records_to_ask_for": "payer provider_group billing_npi member_id claim_id claim_line_number"
    " hcpcs_code line_start_date line_end_date units paid_date paid_amount requested_date due_date",
    "rejects_by_reason": "load_number source_file table_name column_name reason rows first_row"
    " last_row",
    "top_providers_by_check": "provider_group provider_name findings in_question_amount"
    " candidate_amount",
    "visits_without_notes": "provider_group provider_name lines lines_without paid_amount"
    " paid_without",
    "warnings_by_reason": "load_number source_file table_name column_name reason rows first_row",
}


@pytest.fixture(scope="session")
def store(tmp_path_factory):
    """The claims of small_store, a drug, a rejected row and a second load that changes a line."""
    opened = analytics.open_store(tmp_path_factory.mktemp("cookbook") / "store", create=True)
    claims = pd.concat(
        [
            claims_frame(),
            claims_frame(
                "claim  | line | code  | from | to | units | paid   | pos | paid_on\n"
                "CLAIMI | 1    | J0878 | 2    | 2  | 500   | 210.00 | 12  | 09-01\n"
                "CLAIMJ | 1    | J0878 | 28   | 28 | 500   | 190.00 | 11  | 09-01"
            ),
            claims_frame("claim | paid\nCLAIMX | ten"),
        ],
        ignore_index=True,
    )
    opened.load(claims, table="medical_claim", history="final")
    again = claims_frame(
        "claim  | line | code  | from | to | units | paid    | pos | paid_on\n"
        "CLAIMA | 1    | S9500 | 1    | 7  | 14    | 1400.00 | 12  | 09-01\n"
        "CLAIMD | 1    | S9500 | 21   | 27 | 7     |  650.00 | 11  | 09-01\n"
        "CLAIMK | 1    | S9500 | 5    | 6  | 2     |  200.00 | 12  | 09-20"
    )
    opened.load(again, table="medical_claim", history="final")
    opened.audit(as_of=AS_OF, policies=PLAN_POLICIES)
    return opened


@pytest.fixture
def ask(store):
    """ask("name", check="UNT-01") is the answer as a list of dicts."""

    def asked(name: str, **given) -> list[dict]:
        question = COOKBOOK[name]
        frame = store.sql(question.sql, **question.bind(given))
        return frame.astype(object).where(frame.notna(), None).to_dict("records")

    return asked


def test_there_are_enough_questions_and_each_is_described_here():
    assert len(COOKBOOK) >= 15
    assert set(COLUMNS) == set(COOKBOOK)


@pytest.mark.parametrize("name", COOKBOOK)
def test_a_question_runs_as_it_stands(store, name):
    question = COOKBOOK[name]
    frame = store.sql(question.sql, **question.bind({}))
    assert list(frame.columns) == COLUMNS[name].split()
    assert question.title.endswith("?")


@pytest.mark.parametrize("name", COOKBOOK)
def test_a_question_runs_where_nothing_fits_it(unfit, name):
    question = COOKBOOK[name]
    assert list(unfit.sql(question.sql, **question.bind({})).columns) == COLUMNS[name].split()


@pytest.fixture(scope="session")
def unfit(tmp_path_factory):
    """A store with one office visit and a run of one check."""
    opened = analytics.open_store(tmp_path_factory.mktemp("unfit") / "store", create=True)
    opened.load(claims_frame("claim | code | paid\nCLAIMQ | 99213 | 10.00"), table="medical_claim")
    opened.audit(as_of=AS_OF, policies=PLAN_POLICIES, only="UNT-01")
    return opened


def test_the_page_says_what_the_headers_say():
    page = content.ADHOC / "README.md"
    assert page.read_text(encoding="utf-8") == cookbook_markdown(COOKBOOK.values()), (
        "queries/adhoc/README.md is not what the headers say: run `make pages`"
    )


# ---- answers, by hand -----------------------------------------------------------------------


def test_units_above_days(ask):
    # CLAIMA: 14 units in 7 days; every other per diem has as many units as days
    (row,) = ask("per_diem_units_and_days")
    assert (row["claim_id"], row["units_over_days"], row["day_count"]) == ("CLAIMA", 7, 7)


def test_days_with_two_therapies(ask):
    # S9366 and S9500 of the 11th to the 17th, neither with SH; and S9500 twice on the 5th, 6th
    rows = ask("days_with_two_therapies", from_day="2026-07-11", to_day="2026-07-12")
    assert [(str(r["service_date"]), r["therapies"], r["unmarked"]) for r in rows] == [
        ("2026-07-11", "S9366, S9500", 1),
        ("2026-07-12", "S9366, S9500", 1),
    ]
    assert len(ask("days_with_two_therapies")) == 9
    assert len(ask("days_with_two_therapies", most=4)) == 4


def test_one_member_day_by_day(ask):
    rows = ask("member_therapies_by_day", member=MEMBER, from_day="2026-07-11", to_day="2026-07-11")
    assert [(r["hcpcs_code"], r["paid_amount"], r["checks"]) for r in rows] == [
        ("S9366", Decimal("180.00"), None),
        ("S9500", Decimal("100.00"), "CON-01"),
    ]
    assert ask("member_therapies_by_day", member="NOBODY") == []
    # the member with most busy days, where none is named
    assert len(ask("member_therapies_by_day")) == len(ask("member_therapies_by_day", member=MEMBER))


def test_top_providers_of_a_check(ask):
    (row,) = ask("top_providers_by_check", check="UNT-01")
    assert (row["findings"], row["candidate_amount"]) == (1, Decimal("700.00"))
    by_name = ask("top_providers_by_check", check="per_diem_units_exceed_days")
    assert by_name == [row]
    assert ask("top_providers_by_check", check="NO-99") == []


def test_drugs_and_per_diems(ask):
    # the drug of the 2nd lies inside CLAIMA's per diem; that of the 28th is not at home
    assert ask("drug_without_per_diem") == []
    assert ask("drug_without_per_diem", place="", days="0")[0]["claim_id"] == "CLAIMJ"
    # anti-infective per diems with no drug on their days: C (11 to 17), D (21 to 27), F (29), K (5)
    without = ask("per_diem_without_drug", days="0")
    assert {r["claim_id"] for r in without} == {"CLAIMC", "CLAIMD", "CLAIMF", "CLAIMK"}
    # one day more, and the drug of the 28th covers D and F
    assert {r["claim_id"] for r in ask("per_diem_without_drug", days="1")} == {"CLAIMC", "CLAIMK"}
    assert {r["claim_id"] for r in ask("per_diem_without_drug", days="3")} == {"CLAIMC"}


def test_what_a_later_load_changed(ask):
    (changed,) = ask("changed_between_loads")
    assert (changed["claim_id"], changed["paid_before"], changed["paid_after"]) == (
        "CLAIMD",
        Decimal("700.00"),
        Decimal("650.00"),
    )
    (added,) = ask("changed_between_loads", show="added")
    assert added["claim_id"] == "CLAIMK"
    gone = {
        (r["claim_id"], r["claim_line_number"]) for r in ask("changed_between_loads", show="gone")
    }
    assert len(gone) == 9
    assert len(ask("changed_between_loads", show="all")) == 11


def test_replaced_claims_that_still_stand(ask):
    (row,) = ask("claims_replaced")
    assert (row["claim_id"], row["replaced_by"]) == ("CLAIME", "CLAIMF")
    assert row["still_paid_amount"] == row["replacing_paid_amount"] == Decimal("100.00")


def test_rejects_by_reason_show_no_value(ask):
    (row,) = ask("rejects_by_reason")
    assert (row["load_number"], row["column_name"], row["rows"]) == (1, "paid_amount", 1)
    assert "ten" not in row["reason"]
    assert ask("rejects_by_reason", load="2") == []


def test_visits_without_notes(ask):
    (row,) = ask("visits_without_notes")
    assert (row["lines"], row["lines_without"], row["paid_without"]) == (1, 1, Decimal("150.00"))
    assert ask("visits_without_notes", payer="ANOTHER") == []
    (line,) = ask("records_to_ask_for", not_asked_only="yes")
    assert line["claim_id"] == "CLAIMH"


def test_what_a_policy_value_touches(ask):
    rows = ask("policy_parameter_reach")
    touched = {r["check_id"]: r for r in rows if r["check_id"] == "CON-01"}
    assert touched["CON-01"]["value"] == "50.0"
    assert touched["CON-01"]["in_question_amount"] == Decimal("700.00")
    assert all(r["value"] is None for r in ask("policy_parameter_reach", parameter="nosuch"))


@pytest.mark.parametrize(
    ("as_of", "days_left"),
    [
        ("2028-06-02", []),  # 91 days ahead
        ("2028-06-03", [90]),
        ("2028-09-01", [0]),  # 24 months from the first payment
        ("2028-09-02", []),
    ],
)
def test_the_days_before_a_deadline(limited, as_of, days_left):
    question = find_question("lookback_deadlines")
    frame = limited.sql(question.sql, **question.bind({"as_of": as_of}))
    assert list(frame["days_left"]) == days_left


@pytest.fixture(scope="session")
def limited(tmp_path_factory):
    """A store of one claim under a mandate that ends recovery after 24 months."""
    opened = analytics.open_store(tmp_path_factory.mktemp("limited") / "store", create=True)
    opened.load(
        claims_frame(
            "claim  | code  | from | to | units | paid    | payer     | lob        | paid_on\n"
            "CLAIMA | S9500 | 1    | 7  | 14    | 1400.00 | JEFFERSON | COMMERCIAL | 09-01"
        ),
        table="medical_claim",
    )
    opened.audit(as_of="2026-12-31", only="UNT-01")
    return opened


# ---- the form of a file ---------------------------------------------------------------------

GOOD = """-- question: How many?
-- parameter code: text = S9500; a code
-- parameter since: date = 2026-01-01; first day
--
-- In words.
select count(*) as n from claim_line where hcpcs_code = $code and line_start_date >= $since
"""


def test_a_file_says_its_parameters(tmp_path):
    path = tmp_path / "how_many.sql"
    path.write_text(GOOD)
    question = read_question(path)
    assert [(p.name, p.kind, p.default, p.meaning) for p in question.parameters] == [
        ("code", "text", "S9500", "a code"),
        ("since", "date", "2026-01-01", "first day"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("$code", "'S9500'", "$code does not appear in the query"),
        ("-- parameter code: text = S9500; a code\n", "", "the query asks for $code"),
        ("text = S9500; a code", "S9500", "another form"),
        ("text = S9500", "word = S9500", "of no type"),
        ("2026-01-01", "January", "default of since is a date"),
        ("-- question: How many?\n", "", "the header has no `question`"),
        ("-- In words.\n", "", "no description"),
        ("-- parameter since", "-- parameter code", "appears twice"),
        ("select count", "delete count", "is not a select|not readable as SQL"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(tmp_path, old, new, said):
    path = tmp_path / "how_many.sql"
    path.write_text(GOOD.replace(old, new))
    with pytest.raises(ContentError, match=said.replace("$", r"\$")):
        read_question(path)


def test_values_are_read_by_type_and_never_repeated(store):
    question = find_question("changed_between_loads")
    with pytest.raises(UsageError, match="earlier is a whole number") as error:
        question.bind({"earlier": "PATIENT9"})
    assert "PATIENT9" not in str(error.value)
    with pytest.raises(UsageError, match="no parameter erlier; it has earlier, later"):
        question.bind({"erlier": "1"})
    assert question.bind({})["earlier"] is None
    peers = find_question("provider_and_peers").bind({"times": "2.5"})
    assert peers["times"] == Decimal("2.5")
    for wrong in ("nan", "inf", "two"):
        with pytest.raises(UsageError, match="times is a number"):
            find_question("provider_and_peers").bind({"times": wrong})


def test_a_value_is_bound_not_pasted(ask):
    assert ask("top_providers_by_check", check="x' or true --") == []


def test_a_name_that_is_none_gets_a_hint():
    with pytest.raises(UsageError, match="did you mean claims_replaced"):
        find_question("claim_replaced")
