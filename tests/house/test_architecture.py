"""docs/architecture.md shows the package as it is: its rooms, its floors, the files it names."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "analytics"
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def block(name: str) -> list[str]:
    """The lines of a fenced block of the page."""
    return re.search(rf"^```{name}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)[1].splitlines()


def tree() -> dict[str, str]:
    """What the page's tree names, by path in the package, with the words behind it."""
    shown, room = {}, ""
    for line in block("tree")[1:]:
        indent, name, words = re.fullmatch(r"( +)(\S+)(.*)", line).groups()
        room = name if len(indent) == 2 else room
        shown[name if len(indent) == 2 else room + name] = words.strip()
    return shown


def is_room(folder: Path) -> bool:
    """A folder with Python in it."""
    return (folder / "__init__.py").is_file()


def test_the_tree_is_that_of_the_package():
    """Rooms and the rooms in them, and the single files beside the rooms."""
    rooms = [room for room in PACKAGE.iterdir() if is_room(room)]
    inner = [room for outer in rooms for room in outer.iterdir() if is_room(room)]
    files = [f for f in PACKAGE.glob("*.py") if f.name != "__init__.py"]
    there = {f"{room.relative_to(PACKAGE).as_posix()}/" for room in (*rooms, *inner)}
    assert set(tree()) == there | {f.name for f in files}


def test_every_room_of_the_tree_says_what_it_is_for():
    assert all(tree().values())


def test_the_floors_are_those_of_the_import_contract():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    layers = next(c["layers"] for c in contracts if c["type"] == "layers")
    assert block("floors") == layers


def test_every_path_the_page_names_is_there():
    named = re.findall(r"`((?:analytics|queries|data|docs|tests)/[^`]*)`", PAGE)
    assert len(named) > 20
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_name_the_page_looks_up_in_a_file_is_in_it():
    """`NAME` in `file`, as the page says where an entry goes."""
    named = re.findall(r"`([A-Z_]+)` (?:in|of) `([^`]+\.py)`", PAGE)
    assert named
    assert [name for name, file in named if name not in (ROOT / file).read_text("utf-8")] == []
