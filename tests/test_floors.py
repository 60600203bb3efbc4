"""A module imports only from floors below its own: the package stays a building, not a web."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "analytics"

FLOORS = [
    {"schema", "errors", "content"},
    {"engine", "toml_file", "header", "outputs", "masking"},
    {
        "policy_value",
        "query",
        "load",
        "charts",
        "sqltext",
        "manifest",
        "restated",
        "lock",
        "disk",
        "meanings",
    },
    {"policy_subject", "model", "adhoc", "sqllint", "sqlreach", "verify"},
    {"policy_file"},
    {"precedence"},
    {"policy", "check", "store", "load_report", "rejects"},
    {"catalog", "check_reach"},
    {"picture", "after_load", "reading"},
    {"loading", "pricing", "run_record"},
    {"audit_input", "dry_run"},
    {"audit"},
    {"exposure", "review", "compare"},
    {"trial", "why", "report", "demo", "show", "progress"},
    {"api"},
    {"demonstration", "notebooks", "schedule"},
    {"cli"},
]

FLOOR = {module: number for number, modules in enumerate(FLOORS) for module in modules}


def module_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """The modules of the package that a file imports, function bodies included."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            parts = node.module.split(".")
            if parts == ["analytics"]:
                found |= {alias.name for alias in node.names}
            elif parts[0] == "analytics":
                found.add(parts[1])
        elif isinstance(node, ast.Import):
            names = [alias.name.split(".") for alias in node.names]
            found |= {name[1] for name in names if name[0] == "analytics" and len(name) > 1}
    return found


def checked_only(path: Path) -> set[str]:
    """Modules imported for type hints alone."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    guarded = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    ]
    return {
        node.module.split(".")[1]
        for block in guarded
        for node in ast.walk(block)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("analytics.")
    }


FILES = sorted(p for p in PACKAGE.rglob("*.py") if p != PACKAGE / "__init__.py")


def test_every_module_has_a_floor():
    assert {module_of(path) for path in FILES} == set(FLOOR)


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_module_imports_only_from_floors_below(path):
    own = module_of(path)
    above = {
        name for name in imported(path) - checked_only(path) - {own} if FLOOR[name] >= FLOOR[own]
    }
    assert not above
