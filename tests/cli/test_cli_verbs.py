"""Each command is one verb of the library: it calls the verb, and prints."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
import textwrap
from importlib import metadata
from pathlib import Path

import click
import pytest
from typer.main import get_command

import analytics
from analytics import Run, Store, cli, content

#: The verbs of each command; the first is the command's own, the others are of its options.
VERBS = {
    "demo": [analytics.make_demo],
    "load": [Store.load, analytics.suggest_map],
    "loads": [Store.loads, Store.load_record],
    "rejects": [Store.rejects, Store.write_rejects],
    "unload": [Store.unload],
    "verify": [Store.verify],
    "audit": [Store.audit],
    "findings": [Run.findings],
    "exposure": [Run.exposure],
    "why": [Store.why],
    "runs": [Store.runs],
    "forget": [Store.forget],
    "report": [Run.report, Run.workbook, Run.letters, analytics.write_templates],
    "review import": [Store.review],
    "compare": [Run.compare],
    "sql": [Store.sql, Store.ask, analytics.questions],
    "schedule": [analytics.run_schedule],
    "notebook": [analytics.execute_notebook],
    "checks": [analytics.checks, analytics.check_page],
    "policies": [analytics.policies],
    "tables": [analytics.tables],
}


def commands() -> dict[str, click.Command]:
    """Every command by the words that call it."""
    found = {}
    for name, command in get_command(cli.app).commands.items():
        below = getattr(command, "commands", None)
        found |= {f"{name} {n}": c for n, c in below.items()} if below else {name: command}
    return found


def name_of(verb) -> str:
    return (verb.fget if isinstance(verb, property) else verb).__name__


def test_every_command_has_a_verb_and_no_verb_is_of_a_command_that_is_gone():
    assert set(commands()) == set(VERBS)


@pytest.mark.parametrize("command", VERBS)
def test_a_command_calls_its_verbs(command):
    source = textwrap.dedent(inspect.getsource(inspect.unwrap(commands()[command].callback)))
    nodes = list(ast.walk(ast.parse(source)))
    named = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    named |= {node.id for node in nodes if isinstance(node, ast.Name)}
    assert {name_of(verb) for verb in VERBS[command]} <= named


def test_the_readme_names_every_verb():
    text = (content.ROOT / "README.md").read_text(encoding="utf-8")
    for command, verbs in VERBS.items():
        assert f"| `{command}` |" in text, command
        for verb in verbs:
            assert re.search(rf"\.{name_of(verb)}\b", text), name_of(verb)


def test_the_version_is_the_packages_own(recoup):
    assert analytics.__version__ == metadata.version("recoup")
    ended = recoup("--version")
    assert (ended.code, ended.out, ended.err) == (0, f"recoup {analytics.__version__}\n", "")


def test_the_package_says_that_it_is_typed():
    assert (Path(analytics.__file__).parent / "py.typed").is_file()


def test_importing_the_package_imports_no_writer():
    """Pictures, Word and Excel take long to import; a query needs none of them."""
    code = "import analytics, sys; print({'matplotlib', 'docx', 'xlsxwriter'} & set(sys.modules))"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout == "set()\n"
