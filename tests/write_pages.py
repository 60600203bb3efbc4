"""Write the generated pages again: `make pages`.

The catalogue of checks, the cookbook, and the rules of the specification, twice: beside the tests
and among the public texts; what the demonstration plants; and the sample, which its generator
makes. Each has a test that fails where it is not what its source says.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from spec import rules

from analytics import content
from analytics.demo import make_book, write_book
from analytics.demo.page import planted_page
from analytics.sql.check_pages import catalogue_markdown
from analytics.sql.checks import read_checks
from analytics.sql.cookbook import cookbook_markdown, read_cookbook

#: Claim lines of the book behind the sample and the page of what is planted.
_LINES = 2000
#: Every generated page with what it must say.
PAGES: dict[Path, Callable[[], str]] = {
    content.CHECKS / "README.md": lambda: catalogue_markdown(read_checks([content.CHECKS])),
    content.ADHOC / "README.md": lambda: cookbook_markdown(read_cookbook().values()),
    rules.TESTS / "spec" / "README.md": rules.readme,
    rules.TESTS.parent / "docs" / "spec" / "rules.md": rules.public_page,
    rules.TESTS.parent / "docs" / "demo.md": lambda: planted_page(
        make_book(_LINES).labels, {c.check_id: c.name for c in read_checks([content.CHECKS])}
    ),
}
#: The small extract that a newcomer loads first.
SAMPLE = rules.TESTS.parent / "data" / "sample"


def sample_files(folder: Path) -> dict[str, bytes]:
    """The sample by file name, made in an empty folder; without the labels of its errors."""
    write_book(make_book(_LINES), folder)
    (folder / "labels.csv").unlink()
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def main() -> None:
    """Write each page and each file of the sample that has changed, and name it."""
    wanted = {path: text().encode("utf-8") for path, text in PAGES.items()}
    with tempfile.TemporaryDirectory() as temp:
        wanted |= {SAMPLE / name: made for name, made in sample_files(Path(temp)).items()}
    for path, new in wanted.items():
        if not path.exists() or path.read_bytes() != new:
            path.write_bytes(new)
            print(path.relative_to(rules.TESTS.parent))


if __name__ == "__main__":
    main()
