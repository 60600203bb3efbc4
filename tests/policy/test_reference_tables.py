"""The code tables of data/reference: keys, codes, dates, and what points at what."""

import csv
import re
from datetime import date
from pathlib import Path

import pytest

from analytics import content
from analytics.schema.tables import TABLES as TABLES_OF_CONTRACT
from analytics.sql.checks import read_checks

#: The catalogue of all checks thought of.
(CATALOGUE,) = (Path(__file__).parents[2] / "docs" / "spec").glob("checks.*")

#: The key of each table and the columns a check or the model reads.
TABLES = {
    "per_diem_code": (
        "code",
        "therapy_class code_family is_per_diem counts_as_therapy specificity billing_unit "
        "description effective_from effective_to",
    ),
    "code_descriptor": ("code", "unchanged_from release restriction"),
    "general_per_diem": ("general_code specific_code", ""),
    "nursing_code": ("code", "code_family role description effective_from effective_to"),
    "drug_code": (
        "code",
        "therapy_class names_no_drug description billing_unit effective_from effective_to",
    ),
    "drug_per_diem": ("drug_code per_diem_code", ""),
    "drug_code_range": ("first_code last_code", "is_drug description"),
    "ndc_code": ("ndc_product", "code"),
    "bundled_supply_code": (
        "code",
        "supply_group bundle_strength period days_per_unit description",
    ),
    "bundled_supply_applies_to": ("supply_code modifier applies_to", ""),
    "nurse_credential": ("credential", "includes_rn_licence nursing_staff note"),
    "place_of_service": ("code", "name is_facility"),
    "modifier": ("modifier", "description role"),
    "check_not_built": ("check_id", "check_name wave rule"),
    "release": ("reference_table", "release speaks_until"),
    "code_family": ("code_family", "is_home_infusion description"),
    "stay_bill_type": ("bill_type_prefix", "description"),
    "stay_revenue_code": ("revenue_prefix", "meaning description"),
    "stay_diagnosis": ("diagnosis_prefix", "meaning description"),
    "check_family": ("check_family", "place meaning"),
    "remittance_status": ("code", "effect description"),
    "provider_adjustment": ("code", "effect description"),
    "code_table": ("code_table", "field has_dates description"),
    "common_place_of_service": ("code", ""),
    "warehouse_word": ("column_name theirs", "ours"),
}
#: Columns that hold one of a few words ("" where empty is allowed).
WORDS = {
    ("per_diem_code", "is_per_diem"): {"Y", "N"},
    ("per_diem_code", "counts_as_therapy"): {"Y", "N", "policy"},
    ("per_diem_code", "specificity"): {"general", "specific", "noc"},
    ("drug_code", "names_no_drug"): {"Y", "N"},
    ("drug_code_range", "is_drug"): {"Y", "N"},
    ("nursing_code", "code_family"): {"nursing", "infusion_visit", "other_nursing"},
    ("nursing_code", "role"): {"visit", "additional_hour", ""},
    ("nurse_credential", "includes_rn_licence"): {"Y", "N"},
    ("nurse_credential", "nursing_staff"): {"Y", "N"},
    ("place_of_service", "is_facility"): {"Y", "N"},
    ("modifier", "role"): {
        "second_therapy",
        "third_therapy",
        "distinct_service",
        "rental",
        "infusion_suite",
        "",
    },
    ("bundled_supply_code", "period"): {"day", "week", "month"},
    ("code_family", "is_home_infusion"): {"Y", "N"},
    ("stay_revenue_code", "meaning"): {"newborn", "leave"},
    ("stay_diagnosis", "meaning"): {"newborn"},
    ("remittance_status", "effect"): {"payment", "denial", "reversal", "none"},
    ("provider_adjustment", "effect"): {"taken", "returned"},
    ("code_table", "has_dates"): {"Y", "N"},
}


def rows(table: str) -> list[dict[str, str]]:
    with (content.REFERENCE / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def column(table: str, name: str) -> list[str]:
    return [row[name] for row in rows(table)]


def test_there_is_a_table_for_each_file_and_the_readme_tells_of_it():
    assert {path.stem for path in content.REFERENCE.glob("*.csv")} == set(TABLES)
    readme = (content.REFERENCE / "README.md").read_text(encoding="utf-8")
    assert all(f"| {table} |" in readme for table in TABLES)


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_plain_sorted_and_unique_on_its_key(table):
    raw = (content.REFERENCE / f"{table}.csv").read_bytes()
    assert b"\r" not in raw and raw.endswith(b"\n") and not raw.startswith(b"\xef\xbb\xbf")
    raw.decode("utf-8")
    key, others = (names.split() for names in TABLES[table])
    found = rows(table)
    names = list(found[0])
    assert names[: len(key) + len(others)] == key + others
    if table not in (
        "code_family",
        "check_family",
        "code_table",
        "check_not_built",
        "ndc_code",  # its one source stands in the table release
    ):  # our own groups
        assert names[-1] == "source"
        assert all(row["source"] for row in found)
    keys = [tuple(row[name] for name in key) for row in found]
    assert keys == sorted(set(keys))
    assert all(value == value.strip() for row in found for value in row.values())
    if "status" in names:
        assert all(re.search("VERIFIED|FROM KNOWLEDGE", row["status"]) for row in found)


@pytest.mark.parametrize("table, name", WORDS)
def test_a_column_of_words_holds_no_other(table, name):
    assert set(column(table, name)) <= WORDS[table, name]


def test_codes_have_five_characters():
    for table in ("per_diem_code", "nursing_code", "drug_code", "bundled_supply_code"):
        assert all(re.fullmatch("[0-9A-Z][0-9]{4}", code) for code in column(table, "code"))
    assert all(re.fullmatch("[0-9]{2}", code) for code in column("place_of_service", "code"))
    assert all(re.fullmatch("[0-9A-Z]{2}", code) for code in column("modifier", "modifier"))
    prefixes = column("stay_bill_type", "bill_type_prefix")
    assert prefixes == ["011", "018", "021", "041"]


@pytest.mark.parametrize("table", ["per_diem_code", "nursing_code", "drug_code"])
def test_dates_are_days_in_order(table):
    for row in rows(table):
        first = row["effective_from"] and date.fromisoformat(row["effective_from"])
        last = row["effective_to"] and date.fromisoformat(row["effective_to"])
        assert not last or (first and first <= last), row["code"]


@pytest.mark.parametrize(
    "table, name, target",
    [
        ("general_per_diem", "general_code", "per_diem_code"),
        ("general_per_diem", "specific_code", "per_diem_code"),
        ("drug_per_diem", "drug_code", "drug_code"),
        ("drug_per_diem", "per_diem_code", "per_diem_code"),
        ("bundled_supply_applies_to", "supply_code", "bundled_supply_code"),
        ("common_place_of_service", "code", "place_of_service"),
    ],
)
def test_a_code_that_is_named_exists(table, name, target):
    assert set(column(table, name)) <= set(column(target, "code"))


def test_the_code_tables_exist_and_have_dates_where_they_say_so():
    for row in rows("code_table"):
        dated = {"effective_from", "effective_to"} <= rows(row["code_table"])[0].keys()
        assert dated == (row["has_dates"] == "Y"), row["code_table"]


def test_a_word_of_a_warehouse_means_a_word_that_our_column_has():
    for row in rows("warehouse_word"):
        found = [c for t in TABLES_OF_CONTRACT.values() for c in t.columns]
        ours = {word for c in found if c.name == row["column_name"] for word in c.values}
        assert row["ours"] in ours, row
        assert row["theirs"] == row["theirs"].upper()


def test_every_family_is_known_and_the_home_infusion_families_are_six():
    families = {row["code_family"]: row["is_home_infusion"] for row in rows("code_family")}
    used = {*column("per_diem_code", "code_family"), *column("nursing_code", "code_family")}
    assert used | {"drug", "supply"} == set(families)
    assert {family for family, home in families.items() if home == "Y"} == {
        "infusion_per_diem",
        "injection_per_diem",
        "catheter_per_diem",
        "nursing",
        "infusion_visit",
        "kit_or_service",
    }


def test_the_checks_not_built_are_those_of_the_catalogue_that_no_file_is_of():
    """Whoever builds a check takes its row out; one that is thought of is added."""
    with CATALOGUE.open(encoding="utf-8", newline="") as stream:
        catalogue = {
            row["check_id"]: (row["check_name"], row["wave"], row["rule"])
            for row in csv.DictReader(stream)
        }
    built = {check.check_id for check in read_checks([content.CHECKS])}
    assert built <= set(catalogue)
    listed = {
        row["check_id"]: (row["check_name"], row["wave"], row["rule"])
        for row in rows("check_not_built")
    }
    assert listed == {name: said for name, said in catalogue.items() if name not in built}


def test_a_release_is_that_of_a_table_and_each_descriptor_is_of_one():
    assert set(column("release", "reference_table")) <= set(TABLES)
    assert all(date.fromisoformat(day) for day in column("release", "speaks_until"))
    for row in rows("code_descriptor"):
        assert date.fromisoformat(row["unchanged_from"]) < date.fromisoformat(
            f"{row['release']}-01"
        )


def test_a_descriptor_is_quoted_of_every_code_of_home_infusion_but_cpt():
    """CPT appears as numbers only; its five digits say so."""
    home = {r["code_family"] for r in rows("code_family") if r["is_home_infusion"] == "Y"}
    codes = {r["code"] for t in ("per_diem_code", "nursing_code") for r in rows(t)
             if r["code_family"] in home}  # fmt: skip
    described = set(column("code_descriptor", "code"))
    assert described >= set(column("per_diem_code", "code"))
    assert {code for code in codes - described if not code.isdigit()} == set()


def test_each_general_code_is_quoted_with_its_bar():
    bars = {row["code"]: row["restriction"] for row in rows("code_descriptor")}
    assert all("do not use" in bars[code] for code in column("general_per_diem", "general_code"))


def test_the_general_codes_are_those_whose_descriptor_bars_specific_ones():
    pairs: dict[str, set[str]] = {}
    for row in rows("general_per_diem"):
        pairs.setdefault(row["general_code"], set()).add(row["specific_code"])
    assert pairs == {
        "S9325": {"S9326", "S9327", "S9328"},
        "S9329": {"S9330", "S9331"},
        "S9364": {"S9365", "S9366", "S9367", "S9368"},
        "S9373": {"S9374", "S9375", "S9376", "S9377"},
        "S9494": {"S9497", "S9500", "S9501", "S9502", "S9503", "S9504"},
    }
    general = {r["code"] for r in rows("per_diem_code") if r["specificity"] == "general"}
    assert set(pairs) <= general


def test_only_per_diems_count_as_therapies():
    for row in rows("per_diem_code"):
        assert row["is_per_diem"] == "Y" or row["counts_as_therapy"] == "N"


def test_visits_and_additional_hours():
    roles = {r["code"]: (r["code_family"], r["role"]) for r in rows("nursing_code")}
    assert roles["99601"] == ("nursing", "visit")
    assert roles["99602"] == ("nursing", "additional_hour")
    assert sum(role != "" for _, role in roles.values()) == 2
    visits = {code for code, (family, _) in roles.items() if family == "infusion_visit"}
    assert visits == {"G0068", "G0069", "G0070", "G0088", "G0089", "G0090"}


def test_a_supply_that_is_bundled_says_in_which_families_or_codes():
    """bundled_supply_applies_to names families of per diems, per diem codes, or nursing codes."""
    strength = {r["code"]: r["bundle_strength"] for r in rows("bundled_supply_code")}
    told: dict[str, set[str]] = {}
    for row in rows("bundled_supply_applies_to"):
        told.setdefault(row["supply_code"], set()).add(row["applies_to"])
    assert told.keys() == {code for code, word in strength.items() if word != "not_bundled"}
    names = {*column("per_diem_code", "code_family"), *column("per_diem_code", "code")}
    for code, applies_to in told.items():
        nursing = strength[code] == "hard_with_99601"
        assert applies_to <= ({"99601", "99602"} if nursing else names), code


def test_a_supply_has_rows_of_its_own_for_one_modifier_at_most():
    """A line that carries two of them would have two answers."""
    own: dict[str, set[str]] = {}
    for row in rows("bundled_supply_applies_to"):
        own.setdefault(row["supply_code"], set()).add(row["modifier"])
    assert {code: words - {""} for code, words in own.items() if len(words) > 1} == {
        "E0776": {"BA"}
    }


def test_a_week_has_seven_days_a_unit_and_nothing_else_has_any():
    """semantics.md, Supply days: "of a one-day line of a week's item 7 a unit"."""
    for row in rows("bundled_supply_code"):
        assert row["days_per_unit"] == ("7" if row["period"] == "week" else ""), row["code"]


def test_modifiers_that_tell_services_apart():
    roles: dict[str, set[str]] = {}
    for row in rows("modifier"):
        roles.setdefault(row["role"], set()).add(row["modifier"])
    assert roles["second_therapy"] == {"SH"}
    assert roles["third_therapy"] == {"SJ"}
    assert roles["rental"] == {"RR"}
    assert roles["distinct_service"] == {"76", "77", "91", "59", "XE", "XP", "XS", "XU"}


def test_codes_that_ended_were_taken_from_the_cms_file():
    ended = {r["code"]: r["effective_to"] for r in rows("drug_code")}
    assert (ended["J1170"], ended["J3370"], ended["J3373"]) == ("2024-09-30", "2025-06-30", "")
    per_diem = {r["code"]: r["effective_from"] for r in rows("per_diem_code")}
    assert (per_diem["S9500"], per_diem["S9563"]) == ("2002-01-01", "2023-04-01")


def test_a_released_table_says_its_release_and_the_last_day_it_speaks_of():
    """semantics_wave2.md, Released table: a published table with a release and its last day."""
    released = {r["reference_table"]: r for r in rows("release")}
    assert set(released) <= set(TABLES)
    assert released["ndc_code"]["release"] == "2025Q4"
    assert released["ndc_code"]["speaks_until"] == "2025-12-31"
    assert released["drug_code"]["speaks_until"] == "2026-03-31"
    assert all(date.fromisoformat(row["speaks_until"]) for row in released.values())


def test_nine_digits_of_an_ndc_stand_for_one_code():
    """semantics.md, Drug line: what the crosswalk gives; nine that stand for two codes: none."""
    products = {r["ndc_product"]: r["code"] for r in rows("ndc_code")}
    assert all(re.fullmatch("[0-9]{9}", product) for product in products)
    assert all(re.fullmatch("[0-9A-Z][0-9]{4}", code) for code in products.values())
    assert products["000020213"] == "J1817"
    assert "555130028" not in products, "J0881 and J0882"
    names_no_drug = {r["code"] for r in rows("drug_code") if r["names_no_drug"] == "Y"}
    assert not names_no_drug & set(products.values())


def test_codes_that_name_no_drug_match_no_per_diem_by_the_table():
    """semantics.md, Drug: class unknown or noc matches any per diem, not_infused none."""
    drugs = {r["code"]: r for r in rows("drug_code")}
    assert {"J3490", "J3590", "J7799", "J7999", "J9999", "C9399"} <= {
        code for code, row in drugs.items() if row["names_no_drug"] == "Y"
    }
    named = set(column("drug_per_diem", "drug_code"))
    unmatched = {"unknown", "noc", "not_infused"}
    assert {row["therapy_class"] for code, row in drugs.items() if code not in named} == unmatched
    assert not unmatched & {drugs[code]["therapy_class"] for code in named}
    assert {row["therapy_class"] for row in drugs.values() if row["names_no_drug"] == "Y"} == {
        "noc",
        "not_infused",
    }


def test_a_code_has_one_family_but_for_those_the_readme_names():
    seen: dict[str, list[str]] = {}
    for table in ("per_diem_code", "nursing_code", "drug_code", "bundled_supply_code"):
        for code in column(table, "code"):
            seen.setdefault(code, []).append(table)
    assert {code for code, tables in seen.items() if len(tables) > 1} == {
        "S5035",
        "S5036",
        "S9529",
        "J1642",
        "J7050",
        "J7060",
    }
