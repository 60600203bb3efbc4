"""Write the generated pages again: `make pages`.

The catalogue of checks, the cookbook, and the rules of the specification, twice: beside the tests
and among the public texts. Each has a test that fails where the page is not what its source says.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from spec import rules

from analytics import content
from analytics.sql.check_pages import catalogue_markdown
from analytics.sql.checks import read_checks
from analytics.sql.cookbook import cookbook_markdown, read_cookbook

#: Every generated page with what it must say.
PAGES: dict[Path, Callable[[], str]] = {
    content.CHECKS / "README.md": lambda: catalogue_markdown(read_checks([content.CHECKS])),
    content.ADHOC / "README.md": lambda: cookbook_markdown(read_cookbook().values()),
    rules.TESTS / "spec" / "README.md": rules.readme,
    rules.TESTS.parent / "docs" / "spec" / "rules.md": rules.public_page,
}


def main() -> None:
    """Write each page whose text has changed, and name it."""
    for path, text in PAGES.items():
        new = text()
        if not path.exists() or path.read_text(encoding="utf-8") != new:
            path.write_text(new, encoding="utf-8", newline="\n")
            print(path.relative_to(rules.TESTS.parent))


if __name__ == "__main__":
    main()
