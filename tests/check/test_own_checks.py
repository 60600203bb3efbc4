"""`recoup checks test FOLDER`: own checks and policies against cases that need no Python."""

import pytest

from analytics import content
from analytics.errors import ContentError
from analytics.schema.tables import TABLES
from analytics.testing import ALIASES, DEFAULTS, run_folder
from analytics.testing.spec_files import read_spec

EXAMPLE = content.ROOT / "docs" / "examples" / "own_checks"
CASE = """# PLN-01: units above the days
## A case
```claims
claim | from | to | units | paid
A     | 1    | 7  | 8     | 800.00
B     | 11   | 17 | 9     | 900.00
```
```finds
{}
```
"""


@pytest.fixture
def folder(tmp_path):
    """A folder with one check of the plan's own, UNT-01 under another number."""
    shipped = next(content.CHECKS.glob("per_diem_units_exceed_days.sql"))
    text = shipped.read_text(encoding="utf-8").replace("-- id: UNT-01", "-- id: PLN-01")
    (tmp_path / "own_units.sql").write_text(text, encoding="utf-8")
    return tmp_path


def spec(folder, text: str):
    path = folder / "units.spec.md"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.skipif(not EXAMPLE.is_dir(), reason="no guides beside the package")
def test_the_example_of_the_guide_holds(recoup):
    ended = recoup("checks", "test", EXAMPLE)
    assert (ended.code, ended.err) == (0, "")
    assert "3 cases passed" in ended.out


def test_a_case_says_what_was_not_found_found_otherwise_and_not_expected(folder, recoup):
    spec(folder, CASE.format("claim | amount | strength\nA | 99.00 | automated\nC | 1.00 | lead"))
    ended = recoup("checks", "test", folder)
    assert ended.code == ContentError.exit_code
    assert "fails  PLN-01  A case" in ended.out and "units.spec.md, line 2" in ended.out
    assert "claim A: amount is 100.00, expected 99.00" in ended.out
    assert "claim C is not found" in ended.out
    assert "claim B is found but not expected" in ended.out
    assert "1 of 1 cases" in ended.err


def test_a_check_of_the_folder_without_a_case_is_refused(folder, recoup):
    spec(folder, CASE.replace("PLN-01", "UNT-01").format("claim"))
    ended = recoup("checks", "test", folder)
    assert ended.code == ContentError.exit_code
    assert "no case of PLN-01 (own_units.sql)" in ended.err


def test_a_folder_without_cases_or_no_folder_is_a_wrong_use(folder, recoup):
    for words in (("test", folder), ("test", folder / "none"), ("test",), ("UNT-01", folder)):
        assert recoup("checks", *words).code == 2


@pytest.mark.parametrize(
    ("text", "line", "right"),
    [
        ("# PLN: no id\n## A case\n", 2, "# UNT-01"),
        ("# PLN-01\n```claims\n```\n", 2, "## The rule"),
        ("# PLN-01\n## A case\n", 2, "```claims"),
        (CASE.replace("claim | from", "clam | from").format("claim"), 3, "'claim'"),
        (CASE.replace("```claims", "```claim").format("claim"), 3, "'claims'"),
        (CASE.replace("```claims", "```claims ACME").format("claim"), 3, "payer=ACME"),
        (CASE.replace("```claims", "```claims payr=ACME").format("claim"), 3, "'payer'"),
        (CASE.replace("| 8     ", "").format("claim"), 3, "a cell for each column"),
        (CASE.format("claim | amont\nA | 1"), 8, "'amount'"),
        (CASE.format("amount\n1.00"), 2, "a column claim"),
        (CASE.replace("# PLN-01", "# PLN-01, UNT-01").format("claim\nA"), 2, "a column check"),
        (CASE.replace("```finds", "```visit_note").format("date\n1"), 2, "```finds"),
        ("As of July.\n" + CASE.format("claim"), 1, "As of 2026-12-31"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_line(tmp_path, text, line, right):
    path = spec(tmp_path, text)
    with pytest.raises(ContentError) as refused:
        read_spec(path)
    assert str(refused.value).startswith(f"{path}, line {line}: ")
    assert right in str(refused.value)


def test_the_day_of_the_audit_is_the_files_or_the_cases(tmp_path):
    case = CASE.format("claim").partition("\n")[2]
    text = f"# PLN-01\nAs of 2026-10-01.\n{case}{case}As of 2026-11-15.\n"
    assert [case.as_of for case in read_spec(spec(tmp_path, text))] == ["2026-10-01", "2026-11-15"]


def test_every_table_of_the_contract_can_be_written(tmp_path):
    assert ALIASES.keys() == DEFAULTS.keys() == TABLES.keys()
    for table, names in ALIASES.items():
        columns = {column.name for column in TABLES[table].columns}
        assert set(names.values()) <= columns, table
        assert set(DEFAULTS[table]) <= {*names, *columns}, table


def test_own_checks_stand_beside_own_policies(folder):
    """A folder's policy turns its own check off: nothing is found."""
    policy = (EXAMPLE / "acme-home-infusion.toml").read_text(encoding="utf-8")
    off = '\n[period.per_diem]\ncitation = "Units"\ndisabled_checks = ["PLN-01"]\n'
    (folder / "acme.toml").write_text(policy + off, encoding="utf-8")
    spec(folder, CASE.replace("```claims", "```claims payer=ACME").format("claim"))
    assert [outcome.problems for outcome in run_folder(folder)] == [()]
