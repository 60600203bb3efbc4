"""data/sample is what the generator makes; a change of the generator changes it too."""

from write_pages import SAMPLE, sample_files


def test_the_sample_is_current(tmp_path):
    changed = {
        name
        for name, made in sample_files(tmp_path).items()
        if not (SAMPLE / name).exists() or (SAMPLE / name).read_bytes() != made
    }
    assert not changed, "data/sample is not what the generator makes: run `make pages`"
    assert {path.name for path in SAMPLE.iterdir()} == {path.name for path in tmp_path.iterdir()}
