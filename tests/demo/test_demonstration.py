"""The demo takes away what an earlier demo made, and nothing else."""

import pytest

from analytics.demo.run import demonstrate
from analytics.errors import UsageError


@pytest.mark.parametrize("name", ["store", "store-extract"])
def test_a_folder_that_no_demo_made_is_left_alone(tmp_path, name):
    own = tmp_path / name / "mine.csv"
    own.parent.mkdir()
    own.write_text("mine")
    with pytest.raises(UsageError, match="neither a demo store nor its extract"):
        demonstrate(tmp_path / "store", 2000, 7)
    assert own.read_text() == "mine"
