"""What DuckDB's errors become: the family they belong to, and no value of the data in them."""

import duckdb
import pytest

from analytics.engine.duckdb import Engine
from analytics.engine.messages import QueryError, duckdb_errors
from analytics.errors import StoreError

VALUES = "(values ('PATIENT 77', 'O''Neil', 1234.56, 9876543210)) as t(member, name, paid, cents)"


@pytest.fixture(scope="module")
def engine():
    with Engine() as opened:
        yield opened


@pytest.mark.parametrize(
    ("expression", "kept"),
    [
        ("cast(member as integer)", "to INT32"),
        ("cast(name as date)", "invalid date field format"),
        ("cast(member || chr(10) || name as integer)", "Could not convert string"),
        ("cast(cents as integer)", "out of range"),
        ("cast(paid as decimal(5, 2)) * cast(1e30 as decimal(38, 0))", "DECIMAL"),
        ("cents * cast(5000000000000 as bigint)", "Overflow in multiplication of INT64"),
        ("strptime(member, '%Y')", "Could not parse string"),
        ("cast(member as json)", "Malformed JSON"),
    ],
)
def test_an_error_about_a_value_does_not_say_it(engine, expression, kept):
    with pytest.raises(QueryError) as failed:
        engine.rows(f"select {expression} from {VALUES}", step="the step")
    text = str(failed.value)
    assert text.startswith("the step: ")
    assert kept in text
    for value in ("PATIENT", "77", "Neil", "1234", "9876543210"):
        assert value not in text
    assert failed.value.__cause__ is None
    assert failed.value.__suppress_context__  # a notebook would print it


def test_an_error_about_the_text_keeps_its_names(engine):
    with pytest.raises(QueryError, match=r"Table with name nosuch does not exist!"):
        engine.rows("select * from nosuch")
    with pytest.raises(QueryError, match='column "nosuch" not found'):
        engine.rows(f"select nosuch from {VALUES}")
    with pytest.raises(QueryError, match="syntax error at or near"):
        engine.rows("selec 1")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ('IO Error: Could not write file "x": No space left on device', "no room left on the disk"),
        ('IO Error: Could not write file "x": Disk quota exceeded', "no room left on the disk"),
        ('IO Error: Could not write file "x": Permission denied', "Permission denied"),
    ],
)
def test_what_cannot_be_written_is_an_error_of_the_store(said, words):
    with pytest.raises(StoreError, match=words), duckdb_errors("write"):
        raise duckdb.IOException(said)


@pytest.mark.parametrize(
    "error", [RuntimeError("Query interrupted"), duckdb.InterruptException("INTERRUPT Error")]
)
def test_ctrl_c_stays_what_it_is(error):
    with pytest.raises(KeyboardInterrupt), duckdb_errors("write"):
        raise error


def test_a_python_variable_is_no_relation(engine):
    frame = engine.arrow("select 1 as x")
    assert frame.num_rows == 1
    with pytest.raises(QueryError, match="frame does not exist"):
        engine.rows("select * from frame")
