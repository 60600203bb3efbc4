"""Who is compared with whom: enough lines, enough dollars, enough peers; ranks and quartiles."""

from decimal import Decimal

import pyarrow as pa
import pytest

from analytics.engine.duckdb import Engine
from analytics.report.exposure_tables import rows_of
from analytics.report.page.peers import stand
from analytics.report.queries import VIEWS
from analytics.sql.views import make, read_model

#: What the exposure of the run says of each provider, as far as peers are concerned.
BY_PROVIDER = """
    select 'provider' as sum_by, provider_group as sum_key,
      cast(sum(governed_cents) * 0.01 as decimal(18, 2)) as governed_amount,
      cast(sum(automated_cents) * 0.01 as decimal(18, 2)) as automated_amount,
      cast(sum(automated_cents) / nullif(sum(governed_cents), 0) as decimal(9, 6)) as exposure_rate
    from exposure_cell group by provider_group
"""


def rated(*providers: tuple[str, int, int, int]) -> dict[str, dict]:
    """peer_rate over providers of so many lines, governed and automated cents, by provider."""
    names = ("provider_group", "lines_governed", "governed_cents", "automated_cents")
    cells = pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in providers])
    with Engine() as engine:
        engine.register("cells", cells)
        engine.run("create temp view exposure_cell as select * from cells")
        engine.table("exposure_sum", BY_PROVIDER)
        make(engine, [read_model(VIEWS)["peer_rate"]])
        rows = rows_of(engine.frame("select * from peer_rate"))
    return {row["provider_group"]: row for row in rows}


FOUR = (("a", 20, 1000, 0), ("b", 20, 1000, 100), ("c", 20, 1000, 100), ("d", 20, 1000, 500))


def test_twenty_governed_lines_are_enough():
    found = rated(*FOUR, ("just", 20, 1000, 0), ("below", 19, 1000, 0))
    assert (found["just"]["has_volume"], found["below"]["has_volume"]) == (True, False)
    assert found["just"]["peers"] == 5
    assert not found["below"]["is_compared"] and found["below"]["rank"] is None


def test_a_tenth_of_the_median_governed_dollars_is_enough():
    found = rated(*FOUR, ("just", 20, 100, 0), ("below", 20, 99, 0), ("nothing", 20, 0, 0))
    assert found["just"]["has_volume"]
    assert not found["below"]["has_volume"] and not found["nothing"]["has_volume"]


@pytest.mark.parametrize(("peers", "compared"), [(4, False), (5, True), (6, True)])
def test_five_are_peers(peers, compared):
    found = rated(*[(f"p{n}", 20, 1000, n) for n in range(peers)])
    assert {row["is_compared"] for row in found.values()} == {compared}
    assert (found["p0"]["median"] is not None) is compared


def test_rates_ranks_and_quartiles():
    # rate     0    0.1  0.1  0.5  0.9
    # place    1    2    3    4    5      quartiles at 2, 3 and 4
    found = rated(*FOUR, ("e", 30, 2000, 1800))
    assert {k: (row["rate"], row["rank"]) for k, row in found.items()} == {
        "e": (Decimal("0.9"), 1),
        "d": (Decimal("0.5"), 2),
        "b": (Decimal("0.1"), 3),
        "c": (Decimal("0.1"), 3),
        "a": (Decimal("0"), 5),
    }
    for row in found.values():
        assert (row["lower_quartile"], row["median"]) == (Decimal("0.1"), Decimal("0.1"))
        assert row["upper_quartile"] == Decimal("0.5")


@pytest.mark.parametrize(
    ("peers", "places"), [(5, (2, 3, 4)), (6, (2, 3, 5)), (7, (2, 4, 6)), (8, (2, 4, 6))]
)
def test_a_quartile_is_the_rate_of_the_provider_at_its_place(peers, places):
    found = rated(*[(f"p{n}", 20, 1000, 100 * n) for n in range(1, peers + 1)])
    quartiles = [found["p1"][name] for name in ("lower_quartile", "median", "upper_quartile")]
    assert quartiles == [Decimal(place) / 10 for place in places]


def test_a_provider_in_several_cells_is_one():
    found = rated(*FOUR, ("e", 12, 600, 60), ("e", 8, 400, 40))
    assert (found["e"]["lines_governed"], found["e"]["rate"]) == (20, Decimal("0.1"))


def test_where_a_provider_stands_is_said():
    found = rated(*FOUR, ("e", 30, 2000, 1800), ("few", 1, 500, 0), ("little", 25, 99, 0))
    assert stand(found["e"]) == (
        "Rate 90.0%, rank 1 of 5 with enough volume; their median is 10.0%, "
        "the middle half lies between 10.0% and 50.0%."
    )
    assert stand(found["few"]) == "Too few to compare: 1 checked line; the comparison needs 20."
    assert stand(found["little"]).startswith("Too little to compare: $0.99 paid on checked lines")
    assert "4 providers with enough volume; the comparison needs 5" in stand(rated(*FOUR)["a"])


def test_governed_lines_are_counted_in_every_cell(run):
    cells = run.table("exposure_cell")
    assert cells["lines_governed"].sum() == 11  # all but the office visit
    assert (cells["lines_governed"] <= cells["lines_paid"]).all()
