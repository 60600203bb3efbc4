"""The texts of a check's findings: its templates, filled in one statement. Knows no check."""

from __future__ import annotations

from analytics.engine.duckdb import Engine
from analytics.engine.sql_text import quoted
from analytics.errors import ContentError
from analytics.sql.checks import OPTIONAL_COLUMNS, RESULT_COLUMNS, Check
from analytics.sql.reason import reason_sql


def give_reasons(engine: Engine, check: Check) -> None:
    """`check_rows_explained`: the rows of the check, each with its reason and its share as told.

    A line paid 0 gets no finding and no text, but what was found on it is seen by later stages. A
    template's columns are those of the check's rows, else of paid_line. Raises ContentError where
    a reason cannot be given.
    """
    given = {row[0] for row in engine.rows("describe check_rows_found")}
    of_line = sorted((check.reason.columns | check.share.columns) - given)
    found = (
        f"select {', '.join(['found.*', *(f'paid_line.{quoted(name)}' for name in of_line)])} "
        "from check_rows_found as found join paid_line on found.line_id = paid_line.line_id"
    )
    types = {row[0]: row[1] for row in engine.rows(f"describe {found}")}
    try:
        reason = reason_sql(check.reason, types)
        share = reason_sql(check.share, types)
    except ContentError as error:
        raise ContentError(f"{check.path.name}: {error}") from error
    columns = ", ".join((*RESULT_COLUMNS, *OPTIONAL_COLUMNS))
    engine.table(
        "check_rows_explained",
        f"select {columns}, {reason} as reason, {share} as share_said, true as is_paid "
        f"from ({found}) as found_row "
        f"union all select {columns}, null, null, false from check_rows_found "
        "where line_id not in (select line_id from paid_line)",
    )
    if empty := engine.value(
        "select count(*) from check_rows_explained where is_paid and reason is null"
    ):
        needed = ", ".join(sorted(check.reason.required))
        raise ContentError(
            f"{check.path.name}: the reason has no value for one of {needed} ({empty} times); "
            "instead: [text {column}], left out where the column is empty"
        )
