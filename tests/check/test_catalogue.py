"""The catalogue page, and that the shipped one says what the shipped checks say."""

import pytest

from analytics import content
from analytics.sql.check_pages import catalogue_markdown
from analytics.sql.checks import read_check, read_checks

SHIPPED = sorted(content.CHECKS.glob("*.sql"))


def test_the_catalogue_is_a_table_and_a_section_for_each_check(tmp_path):
    path = tmp_path / "a_line_is_off.sql"
    path.write_text(
        "-- id: ABC-01\n-- title: A line | is off\n-- strength: lead\n-- remedy: records\n"
        "-- policy: claim_life\n-- needs: visit_note\n-- cleared by: nothing\n"
        "-- reason: {hcpcs_code} is | off.\n--\n-- In words.\n"
        "with governed as (select line_id, policy_period_id from policy)\n"
        "select line_id, policy_period_id, a as service_date, b as not_payable_share,"
        " d as related_claim_id from governed",
        encoding="utf-8",
    )
    text = catalogue_markdown([read_check(path)])
    assert (
        "| ABC-01 | [a_line_is_off](a_line_is_off.sql) | A line \\| is off | lead | records"
        " | 1 | claim_life | visit_note | nothing |\n"
    ) in text
    assert text.endswith("## ABC-01 A line | is off\n\nIn words.\n\n    {hcpcs_code} is | off.\n")


@pytest.mark.skipif(not SHIPPED, reason="no checks beside the package")
def test_the_shipped_catalogue_is_up_to_date():
    readme = content.CHECKS / "README.md"
    current = readme.read_text(encoding="utf-8") if readme.exists() else ""
    assert current == catalogue_markdown(read_checks([content.CHECKS])), (
        "queries/checks/README.md is not what the headers say: run `make pages`"
    )
