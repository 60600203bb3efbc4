"""What a person sees on a terminal: at every width each amount is whole, and what is missing said.

The commands run in a pseudo-terminal, at each width once with --wide and once without.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from decimal import Decimal

import pandas as pd
import pytest
from small_store import AS_OF, PLAN_POLICIES, claims_frame
from typer.main import get_command

import analytics
from analytics import cli
from analytics.runs.compare import BY as COMPARED_BY
from analytics.schema.words import GROUPINGS
from analytics.testing import extract

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a pseudo-terminal is a thing of POSIX")

WIDTHS = (80, 100, 120, 160)
NAME = "The Alderwick Home Infusion Pharmacy"
CLAIMS = """
claim     | line | code  | from | to | units | paid       | pos | npi
CLAIMA    | 1    | S9500 | 1    | 7  | 14    |  472088.70 | 12  | alpha
CLAIMA    | 2    | S9366 | 1    | 7  | 7     |     126.05 | 12  | alpha
CLAIMB    | 1    | S9500 | 11   | 17 | 7     | 1234567.89 | 11  | beta
CLAIMB    | 2    | 99602 | 21   | 21 | 1     |      61.07 | 12  | beta
CLAIMC    | 1    | S9366 | 11   | 17 | 7     |     860.03 | 12  | gamma
CLAIMC    | 2    | S9500 | 11   | 17 | 7     |     707.13 | 12  | gamma
CLAIMD    | 1    | 99213 | 19   | 19 | 1     |      88.41 | 12  | delta
"""
#: A second extract, which gives the second run other findings.
LATER = """
claim     | line | code  | from | to | units | paid       | pos | npi
CLAIME    | 1    | S9500 | 20   | 26 | 10    |  333000.31 | 12  | gamma
"""
PROVIDERS = f"""
npi   | tin   | name
alpha | alpha | {NAME}
beta  | beta  | Birchmoor Infusion Partners
gamma | gamma | {NAME} of the Northern Counties, Limited
delta | delta | Cinderfall Family Medicine
"""
_AMOUNT = re.compile(r"(?<![\w.,/-])-?\d{1,3}(?:,\d{3})*\.\d{2}(?![\w/])(?![.,]\d)")
_CSV_AMOUNT = re.compile(r"-?\d+\.\d\d")
_COLOURS = re.compile(r"\x1b\[[\d;]*m")
#: Sets the width of its own terminal, then runs a command in it, for each in its list. Each verb
#: answers a question once, and the commands are built once, so that the widths cost no more.
_DRIVER = """
import fcntl, functools, json, struct, sys, termios
import typer.main
from analytics import Run, Store, cli

typer.main.get_command = functools.cache(typer.main.get_command)

def once(kind, name):
    verb, kept = getattr(kind, name), {}
    def asked(self, *words, progress=None, **named):
        key = repr((words, named))
        if key not in kept:
            kept[key] = verb(self, *words, **named)
        return kept[key]
    setattr(kind, name, asked)

for verb in ("exposure", "findings", "compare", "checks", "records_request_list"):
    once(Run, verb)
for verb in ("sql", "why", "audit"):
    once(Store, verb)
for width, words in json.loads(sys.argv[1]):
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 50, width, 0, 0))
    sys.argv = ["recoup", *words]
    try:
        cli.main()
    except SystemExit as end:
        assert not end.code, (words, end.code)
    print(chr(0), end="", flush=True)
"""


@pytest.fixture(scope="module")
def money_store(tmp_path_factory):
    """Large and small amounts, long names, a provider without exposure, two runs, a review."""
    folder = tmp_path_factory.mktemp("terminal")
    store = analytics.open_store(folder / "store", create=True)
    store.load(claims_frame(CLAIMS), table="medical_claim")
    store.load(extract("provider", PROVIDERS), table="provider")
    first = store.audit(as_of=AS_OF, policies=PLAN_POLICIES).findings()
    reviewed = first[first["check_id"] == "POS-01"]
    decided = reviewed.assign(status="demanded", decided_date="2026-11-02", amount="998877.66")
    decided[["finding_id", "status", "decided_date", "amount"]].to_csv(folder / "r.csv")
    assert store.review(folder / "r.csv").taken == 1
    store.load(claims_frame(LATER), table="medical_claim")
    store.audit(as_of=AS_OF, policies=PLAN_POLICIES)
    return folder / "store"


def on_screen(calls):
    """What each call, (width, words), shows in a terminal of its width."""
    master, slave = os.openpty()
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR")
    }
    plain = [(width, list(map(str, words))) for width, words in calls]
    process = subprocess.Popen(
        [sys.executable, "-c", _DRIVER, json.dumps(plain)],
        stdin=subprocess.DEVNULL,
        stdout=slave,
        stderr=subprocess.PIPE,
        env=environment | {"TERM": "xterm-256color"},
    )
    os.close(slave)
    seen = b""
    while True:
        try:
            part = os.read(master, 65536)
        except OSError:  # Linux says so where the last writer is gone
            break
        if not part:
            break
        seen += part
    os.close(master)
    assert process.wait() == 0, process.stderr.read().decode()
    process.stderr.close()
    *shown, rest = _COLOURS.sub("", seen.decode()).replace("\r\n", "\n").split("\0")
    assert (len(shown), rest) == (len(calls), "")
    return shown


def screen_lines(text, width):
    """The lines as a terminal of that width shows them: it breaks one that is longer."""
    lines = text.splitlines()
    return [line[at : at + width] for line in lines for at in range(0, max(len(line), 1), width)]


def amounts_seen(text, width):
    return Counter(a for line in screen_lines(text, width) for a in _AMOUNT.findall(line))


def amounts_of_csv(text):
    cells = pd.read_csv(io.StringIO(text), dtype=str).stack().dropna()
    amounts = Counter(f"{Decimal(cell):,}" for cell in cells if _CSV_AMOUNT.fullmatch(cell))
    # a reason names what the other line was paid
    words = [cell for cell in cells if not _CSV_AMOUNT.fullmatch(cell)]
    return amounts + Counter(amount for cell in words for amount in _AMOUNT.findall(cell))


TABLES = [
    *(["exposure", "--by", grouping.name] for grouping in GROUPINGS),
    ["findings"],
    *(["compare", 1, 2, "--by", by] for by in COMPARED_BY),
    ["sql", "select * from claim_line"],
    ["sql", "select payer, claim_id, member_id, hcpcs_code, paid_amount from claim_line"],
    ["sql", "findings_run_by_run"],
]


#: Commands that print amounts as text; their amounts are those of the same command in a pipe.
TEXTS = [["why", "CLAIMA"], ["why", "CLAIMB/1"], ["loads", 1]]


@pytest.fixture(scope="module")
def seen(money_store):
    """What a terminal of each width shows of the tables and the texts: by the words, the width and
    whether it is wide."""
    keys = [(tuple(words), width, wide) for words in TABLES for width in WIDTHS for wide in (0, 1)]
    keys += [(tuple(words), width, 0) for words in TEXTS for width in WIDTHS]
    calls = [
        (width, [*words, "--store", money_store, *["--wide"] * wide]) for words, width, wide in keys
    ]
    return dict(zip(keys, on_screen(calls), strict=True))


@pytest.fixture(scope="module")
def tables_seen(seen):
    """What a terminal shows of each table, by its place, width and whether it is wide."""
    return {
        (at, width, wide): seen[tuple(words), width, wide]
        for at, words in enumerate(TABLES)
        for width in WIDTHS
        for wide in (0, 1)
    }


@pytest.mark.slow
@pytest.mark.parametrize("at", range(len(TABLES)), ids=[" ".join(map(str, t)) for t in TABLES])
def test_every_amount_of_the_csv_is_whole_on_the_screen(at, tables_seen, money_store, recoup):
    ended = recoup(*TABLES[at], "--store", money_store, "--format", "csv")
    assert ended.code == 0
    amounts = amounts_of_csv(ended.out)
    assert amounts
    for width in WIDTHS:
        assert amounts_seen(tables_seen[at, width, 1], width) >= amounts, width
        shown = tables_seen[at, width, 0]
        assert set(amounts_seen(shown, width)) <= set(amounts), width
        if not amounts_seen(shown, width) >= amounts:
            assert re.search(r"\d more (row|column).*: --wide", shown), width


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_is_wider_than_the_screen(width, tables_seen):
    for (_, at_width, _), text in tables_seen.items():
        if at_width == width:
            assert max(map(len, text.splitlines())) <= width


@pytest.mark.slow
def test_a_provider_keeps_its_name_and_its_strengths_at_80_columns(tables_seen):
    place = TABLES.index(["exposure", "--by", "provider"])
    text = tables_seen[place, 80, 0]
    (row,) = [line for line in text.splitlines() if "Birchmoor" in line]
    assert re.split(" {2,}", row)[:2] == ["012345671", "Birchmoor Infusion Partners"]
    assert row.split()[-3:] == ["1,234,628.96", "0.00", "0.00"]
    assert re.search(r"012345670 +The Alderwick Home Infusion +236,107.38 .*\n +Pharmacy\n", text)


@pytest.mark.slow
def test_rows_of_zeros_are_left_out_and_counted(tables_seen):
    place = TABLES.index(["exposure", "--by", "provider"])
    assert "Cinderfall" not in tables_seen[place, 80, 0]
    assert "1 more row of zeros: --wide" in tables_seen[place, 80, 0]
    assert "Cinderfall" in tables_seen[place, 80, 1]


@pytest.mark.slow
def test_a_reason_stands_under_its_finding(tables_seen, money_store):
    reasons = analytics.open_store(money_store).run().findings()["reason"]
    shown = tables_seen[TABLES.index(["findings"]), 80, 0].splitlines()
    under = " ".join(line.strip() for line in shown if line.startswith("    "))
    assert len(reasons) and all(reason in under for reason in reasons)


@pytest.mark.slow
@pytest.mark.parametrize("words", TEXTS, ids=lambda words: " ".join(map(str, words)))
def test_every_amount_of_a_text_is_whole_on_the_screen(words, seen, money_store, recoup):
    piped = recoup(*words, "--store", money_store).out
    amounts = Counter(_AMOUNT.findall(piped))
    assert amounts or words[0] == "loads"
    for width in WIDTHS:
        shown = seen[tuple(words), width, 0]
        assert amounts_seen(shown, width) >= amounts, width
        assert piped.split() == shown.split()


@pytest.mark.slow
def test_an_audit_and_its_report_are_whole_on_the_screen(money_store, tmp_path):
    store = shutil.copytree(money_store, tmp_path / "store")
    words = ["audit", "--as-of", AS_OF, "--policies", PLAN_POLICIES, "--store", store]
    calls = [(width, [*words, *["--wide"] * wide]) for width in WIDTHS for wide in (0, 1)]
    checks = analytics.open_store(store).run().checks()
    columns = [name for name in checks if name.endswith("_amount")]
    amounts = Counter(f"{value:,}" for value in checks[columns].stack())
    for (width, called), shown in zip(calls, on_screen(calls), strict=True):
        if "--wide" in called:
            assert amounts_seen(shown, width) >= amounts, width
        assert "1,234,567.89" in shown
        assert max(map(len, screen_lines(shown, 10_000))) <= width
    report = ["report", "--out", tmp_path / "out", "--packets", "--dated", AS_OF, "--store", store]
    (shown,) = on_screen([(80, report)])
    assert "0 demand letters in" in " ".join(shown.split())


@pytest.mark.slow
def test_a_night_folds_its_lines_between_words(money_store, tmp_path):
    (tmp_path / "in").mkdir()
    claims_frame(LATER).to_csv(tmp_path / "in" / "claims.csv", index=False)
    config = tmp_path / "recoup.toml"
    config.write_text(
        f'store = "{tmp_path / "store"}"\n[[load]]\npattern = "{tmp_path}/in/*.csv"\n[audit]\n'
        f"as_of = {AS_OF}\n"
    )
    (shown,) = on_screen([(80, ["schedule", config])])
    records = re.split(r"\n(?=\S)", shown.strip())
    assert [json.loads(record)["step"] for record in records][-1] == "night"


def test_what_prints_a_table_can_print_all_of_it():
    for name, command in get_command(cli.app).commands.items():
        options = {each for parameter in command.params for each in parameter.opts}
        assert "--wide" in options or "--format" not in options, name
