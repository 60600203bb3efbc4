"""data/sample is what the generator makes; a change of the generator changes it too."""

from analytics import content
from analytics.demo import make_book, write_book


def test_the_sample_is_current(tmp_path):
    write_book(make_book(2000), tmp_path)
    (tmp_path / "labels.csv").unlink()
    sample = content.ROOT / "data" / "sample"
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made == {path.name: path.read_bytes() for path in sample.iterdir()}
