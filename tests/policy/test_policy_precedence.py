"""Who governs: each pair of levels, payer against "*", line of business, segments, replacement."""

from datetime import date
from decimal import Decimal
from itertools import combinations

import pyarrow as pa
import pytest

from analytics.policy.governing import Scope, read_policies, scope_key

SCOPE = Scope("PLAN", "CHIP", ("con",))


def days(table: pa.Table) -> list[tuple]:
    """What governs: number, first and last day of each row."""
    return [
        (row["settle_days"], row["effective_from"].isoformat(), row["effective_to"].isoformat())
        for row in table.to_pylist()
    ]


# Strongest first: a document of each place of precedence.
PLACES = [
    {"level": "mandate", "keys": 'lines_of_business = ["CHIP"]'},
    {"level": "mandate", "keys": 'lines_of_business = ["CHIP"]', "payer": "*"},
    {"level": "mandate"},
    {"level": "mandate", "payer": "*"},
    {"level": "contract", "keys": 'lines_of_business = ["CHIP"]'},
    {"level": "contract"},
    {"level": "payer", "keys": 'lines_of_business = ["CHIP"]'},
    {"level": "payer", "keys": 'lines_of_business = ["CHIP"]', "payer": "*"},
    {"level": "payer"},
    {"level": "payer", "payer": "*"},
    {"level": "baseline", "keys": 'lines_of_business = ["CHIP"]'},
    {"level": "baseline", "keys": 'lines_of_business = ["CHIP"]', "payer": "*"},
    {"level": "baseline"},
    {"level": "baseline", "payer": "*"},
]


def test_of_any_two_places_the_stronger_governs_whatever_the_file_names(read, claim_life):
    ids = [f"d{number:02d}" for number in range(len(PLACES))]
    scope = Scope("PLAN", "CHIP", tuple(ids))
    for strong, weak in combinations(range(len(PLACES)), 2):
        for strong_id, weak_id in [(ids[strong], ids[weak]), (ids[weak], ids[strong])]:
            policies = read(
                claim_life(strong_id, 1, **PLACES[strong]),
                claim_life(weak_id, 2, **PLACES[weak]),
            )
            assert days(policies.govern("claim_life", [scope])) == [
                (1, "2026-01-01", "9999-12-31")
            ], (PLACES[strong], PLACES[weak])


def test_a_document_speaks_only_for_its_payer_line_of_business_and_contract(read, claim_life):
    policies = read(
        claim_life("con", 1, level="contract"),
        claim_life("lob", 2, keys='lines_of_business = ["CHIP", "MEDICAID"]'),
        claim_life("all", 3),
        claim_life("base", 4, level="baseline", payer="*"),
    )
    governs = {
        scope: days(policies.govern("claim_life", [scope]))[0][0]
        for scope in [
            Scope("PLAN", "CHIP", ("con",)),
            Scope("PLAN", "CHIP", ("con", "con")),
            Scope("PLAN", "CHIP"),
            Scope("PLAN", "COMMERCIAL"),
            Scope("PLAN", "UNKNOWN"),
            Scope("PLAN", "UNKNOWN", ("no such contract", "all")),
            Scope("OTHER", "CHIP", ("con",)),
        ]
    }
    assert list(governs.values()) == [1, 1, 2, 3, 3, 3, 4]


def test_precedence_cuts_a_period_and_numbers_its_parts(read, claim_life):
    policies = read(
        claim_life("base", 9, level="baseline", payer="*", first="2000-01-01"),
        claim_life("m1", 1, level="mandate", first="2020-01-01", last="2020-12-31"),
        claim_life("m2", 2, level="mandate", first="2021-01-01", last="2021-06-30"),
        claim_life("m3", 3, level="mandate", first="2025-01-01", last="2025-01-01"),
    )
    table = policies.govern("claim_life", [SCOPE])
    assert days(table) == [
        (9, "2000-01-01", "2019-12-31"),
        (1, "2020-01-01", "2020-12-31"),
        (2, "2021-01-01", "2021-06-30"),
        (9, "2021-07-01", "2024-12-31"),
        (3, "2025-01-01", "2025-01-01"),
        (9, "2025-01-02", "9999-12-31"),
    ]
    assert table["policy_period_id"].to_pylist() == [
        "base:claim_life:2000-01-01",
        "m1:claim_life:2020-01-01",
        "m2:claim_life:2021-01-01",
        "base:claim_life:2000-01-01#2",
        "m3:claim_life:2025-01-01",
        "base:claim_life:2000-01-01#3",
    ]
    assert set(table["policy_effective_from"].to_pylist()[3::2]) == {
        date(2000, 1, 1),
    }


def test_nothing_is_inherited_from_the_table_that_loses(read):
    table = """
[[period]]
effective_from = 2026-01-01
[period.concurrent_therapy]
citation = "{citation}"
required = true
"""
    head = 'policy_id = "{0}"\npayer = "PLAN"\nlevel = "{1}"\ntitle = "T"\nsource = "S {0}"\n'
    policies = read(
        head.format("a", "payer") + table.format(citation="A") + 'sh_percent = 50\nstrength="lead"',
        head.format("con", "contract") + table.format(citation="B") + "sj_percent = 0.5",
    )
    row = policies.govern("concurrent_therapy", [SCOPE]).to_pylist()[0]
    assert (row["sh_percent"], row["sj_percent"], row["strength"]) == (None, Decimal("0.5"), None)
    assert row["citation"] == "S con: B"
    assert row["ordering"] == "highest_rate"
    assert row["injectables_count"] is False
    assert row["disabled_checks"] == row["monitor_checks"] == []


def test_a_period_lasts_until_the_next_or_is_open(read, claim_life):
    first, second = claim_life("a", 1), claim_life("a", 2, first="2026-03-01")
    text = first + "[[period]]" + second.partition("[[period]]")[2]
    third = "[[period]]\neffective_from = 2027-01-01\n"
    table = read(text + third).govern("claim_life", [SCOPE])
    assert days(table) == [(1, "2026-01-01", "2026-02-28"), (2, "2026-03-01", "2026-12-31")]


def test_a_map_is_resolved_for_the_line_of_business_of_the_scope(read, claim_life):
    head = claim_life("a", 1).partition("[period.claim_life]")[0]
    policies = read(
        head + '[period.code_family]\ncitation = "C"\n'
        'accepted_families = { CHIP = ["s_code"], MEDICAID = [] }\n'
    )
    scopes = [Scope("PLAN", name) for name in ("CHIP", "COMMERCIAL", "MEDICAID", "UNKNOWN")]
    table = policies.govern("code_family", scopes)
    assert table["accepted_families"].to_pylist() == [["s_code"], None, [], None]


def test_the_relation_is_typed_also_without_scopes(read, claim_life):
    policies = read(claim_life("a", 1))
    empty = policies.govern("concurrent_therapy", [])
    assert empty.num_rows == 0
    assert empty.schema.field("sh_percent").type == pa.decimal128(9, 6)
    assert empty.schema.field("disabled_checks").type == pa.list_(pa.string())
    thresholds = policies.govern("letter_threshold", [SCOPE]).schema
    assert thresholds.field("facility").type == pa.decimal128(18, 2)
    for subject in policies.subjects:
        assert policies.govern(subject, []).schema == policies.govern(subject, [SCOPE]).schema


def test_rows_do_not_depend_on_the_order_of_scopes_or_files(read, tmp_path, claim_life):
    texts = [
        claim_life("a", 1),
        claim_life("b", 2, level="mandate", first="2026-02-01"),
        claim_life("c", 3, payer="OTHER"),
    ]
    scopes = [SCOPE, Scope("OTHER", "CHIP"), SCOPE, Scope("PLAN", "UNKNOWN")]
    one = read(*texts).govern("claim_life", scopes)
    assert one.equals(read(*reversed(texts)).govern("claim_life", reversed(scopes)))
    assert one["policy_scope"].to_pylist() == [
        "OTHER|CHIP|",
        "PLAN|CHIP|con",
        "PLAN|CHIP|con",
        "PLAN|UNKNOWN|",
        "PLAN|UNKNOWN|",
    ]


def test_a_later_folder_replaces_the_file_of_the_same_id(write, tmp_path, claim_life):
    write("one/x.toml", claim_life("a", 1))
    write("one/y.toml", claim_life("b", 2, payer="OTHER"))
    write("two/z.toml", claim_life("a", 3))
    policies = read_policies([tmp_path / "one", tmp_path / "two"])
    assert days(policies.govern("claim_life", [SCOPE]))[0][0] == 3
    assert days(policies.govern("claim_life", [Scope("OTHER", "CHIP")]))[0][0] == 2
    alone = read_policies([tmp_path / "two" / "z.toml"])
    assert list(alone.files) == ["a"]


def test_a_folder_can_add_a_parameter_without_python(write, tmp_path, claim_life):
    write("subjects.toml", '[tea]\nmeaning = "M"\n[tea.cups]\ntype = "integer"\nmeaning = "M"\n')
    head = claim_life("a", 1).partition("[period.claim_life]")[0]
    write("a.toml", head + '[period.tea]\ncitation = "C"\ncups = 2\n')
    policies = read_policies([tmp_path])
    assert policies.govern("tea", [SCOPE])["cups"].to_pylist() == [2]
    assert "place_of_service" in policies.subjects


def test_the_parties_are_those_that_contracts_name(read, claim_life):
    policies = read(
        claim_life(
            "b",
            1,
            level="contract",
            keys='billing_tins = ["111111111", "222222222"]\nbilling_npis = ["1111111111"]\n'
            'lines_of_business = ["CHIP"]',
        ),
        claim_life("a", 1, level="contract", keys='billing_npis = ["2222222222"]'),
        claim_life("c", 1),
    )
    assert policies.parties() == [
        ("a", "PLAN", None, "2222222222", None),
        ("b", "PLAN", "111111111", None, ("CHIP",)),
        ("b", "PLAN", "222222222", None, ("CHIP",)),
        ("b", "PLAN", None, "1111111111", ("CHIP",)),
    ]


@pytest.mark.parametrize(
    "scope, contract, key",
    [
        (Scope("P", "CHIP"), None, "P|CHIP|"),
        (Scope("P", "CHIP", ("a",)), "a", "P|CHIP|a"),
        (Scope("P", "UNKNOWN", ("a", "b")), "a+b", "P|UNKNOWN|a+b"),
    ],
)
def test_a_scope_is_the_text_a_claim_line_has(scope, contract, key):
    assert scope_key(scope) == key
    assert Scope.of(scope.payer, scope.line_of_business, contract) == scope


def test_a_description_names_file_periods_and_values(read, claim_life):
    (described,) = read(claim_life("a", 45)).describe()
    assert described["file"].endswith("policy_0.toml")
    assert len(described["sha256"]) == 64
    (period,) = described["periods"]
    assert period["effective_to"] == date(9999, 12, 31)
    assert period["subjects"]["claim_life"]["values"] == {"settle_days": 45}
    assert period["subjects"]["claim_life"]["citation"] == "Source: C"
