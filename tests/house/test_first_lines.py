"""Who opens a file reads in its first line what it is for: every module and every room has one."""

import ast
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "analytics"
LONGEST = 100


def first_line(module: Path) -> str:
    """The first line of a module's docstring, empty where it has none."""
    text = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8")))
    return text.splitlines()[0] if text else ""


def is_a_sentence(line: str) -> bool:
    """Ended on the line itself, and not too long; a file's name may begin it (recoup.toml)."""
    begins = bool(line) and (not line[0].islower() or "." in line.split()[0])
    return begins and line.endswith(".") and len(line) <= LONGEST


def test_the_first_line_of_every_module_and_room_is_a_sentence():
    """That of an `__init__.py` is the room's."""
    modules = sorted(PACKAGE.rglob("*.py"))
    lines = {module.relative_to(PACKAGE).as_posix(): first_line(module) for module in modules}
    assert len(lines) > 200
    assert {module: line for module, line in lines.items() if not is_a_sentence(line)} == {}
