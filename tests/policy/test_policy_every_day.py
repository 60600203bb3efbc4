"""Day by day, for made-up policies: one period governs or none, as a naive reading has it."""

from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import content
from analytics.errors import ContentError
from analytics.policy.document import LEVELS, PolicyFile
from analytics.policy.governing import Policies, Scope
from analytics.policy.period import OPEN_END, Period, Rule
from analytics.policy.subjects import read_subjects

SUBJECT = "claim_life"
SUBJECTS = read_subjects(content.POLICIES / "subjects.toml")
START = date(2026, 1, 1)
WINDOW = [START + timedelta(days=n) for n in range(-2, 42)]
TINS = ["111111111", "222222222"]
#: Whose party a contract scope stands for: every contract that names the tax number.
SCOPE_KINDS = [
    (payer, line_of_business, tin)
    for payer in ("P", "Q")
    for line_of_business in ("CHIP", "MEDICAID", "UNKNOWN")
    for tin in (None, *TINS)
]


@st.composite
def periods(draw):
    """One to three periods that do not overlap; the last may be open."""
    count = draw(st.integers(1, 3))
    cuts = st.lists(st.integers(0, 39), min_size=2 * count, max_size=2 * count)
    ends = sorted(draw(cuts.map(set).filter(lambda found: len(found) == 2 * count)))
    found = []
    for first, last in zip(ends[::2], ends[1::2], strict=True):
        end = START + timedelta(days=last)
        if last == ends[-1] and draw(st.booleans()):
            end = OPEN_END
        rule = Rule("C", values={"settle_days": draw(st.integers(0, 9))})
        rules = {SUBJECT: rule} if draw(st.integers(0, 4)) else {}
        found.append(Period(START + timedelta(days=first), end, None, rules, line=first))
    return tuple(found)


@st.composite
def documents(draw):
    """One to five documents of any level, payer and lines of business."""
    found = []
    for number in range(draw(st.integers(1, 5))):
        level = draw(st.sampled_from(LEVELS))
        payers = ["P", "Q"] if level == "contract" else ["P", "Q", "*"]
        lines = st.sampled_from([None, ("CHIP",), ("MEDICAID",), ("CHIP", "MEDICAID")])
        found.append(
            PolicyFile(
                policy_id=f"d{number}",
                payer=draw(st.sampled_from(payers)),
                level=level,
                title="T",
                source="S",
                jurisdiction=None,
                lines_of_business=draw(lines),
                billing_tins=tuple(draw(st.sets(st.sampled_from(TINS), min_size=1)))
                if level == "contract"
                else (),
                billing_npis=(),
                periods=draw(periods()),
                path=Path(f"d{number}.toml"),
                sha256="",
            )
        )
    return found


def place(file):
    return file.level, file.payer, file.lines_of_business is None


def clash(one, other):
    """Whether two documents share a place of precedence, somebody and a day, read plainly."""
    same = place(one) == place(other)
    lines = one.lines_of_business is None or set(one.lines_of_business) & set(
        other.lines_of_business or ()
    )
    parties = one.level != "contract" or set(one.billing_tins) & set(other.billing_tins)
    shared = any(
        a.rules
        and b.rules
        and a.effective_from <= b.effective_to
        and b.effective_from <= a.effective_to
        for a in one.periods
        for b in other.periods
    )
    return bool(same and lines and parties and shared)


def oracle(files, scope, day):
    """The number that governs a scope on a day, or None: every document asked in turn."""
    best = None
    for file in files:
        if file.payer not in ("*", scope.payer):
            continue
        if file.lines_of_business and scope.line_of_business not in file.lines_of_business:
            continue
        if file.level == "contract" and file.policy_id not in scope.contracts:
            continue
        for period in file.periods:
            if period.rules and period.effective_from <= day <= period.effective_to:
                strength = (
                    -LEVELS.index(file.level),
                    file.lines_of_business is not None,
                    file.payer != "*",
                )
                if best is None or strength > best[0]:
                    best = strength, file, period
    return best[1:] if best else None


@settings(max_examples=150, deadline=None)
@given(documents())
def test_each_day_of_a_scope_has_the_one_that_a_plain_reading_finds(files):
    clashing = any(clash(one, other) for one, other in combinations(files, 2))
    try:
        policies = Policies(files, SUBJECTS)
    except ContentError:
        assert clashing
        return
    assert not clashing
    scopes = {
        Scope(payer, line, tuple(f.policy_id for f in files if tin in f.billing_tins))
        for payer, line, tin in SCOPE_KINDS
    }
    rows = policies.govern(SUBJECT, scopes).to_pylist()
    for scope in scopes:
        mine = [
            row for row in rows if row["policy_scope"] == "|".join((*scope[:2], "+".join(scope[2])))
        ]
        for day in (*WINDOW, OPEN_END):
            governing = [r for r in mine if r["effective_from"] <= day <= r["effective_to"]]
            expected = oracle(files, scope, day)
            if expected is None:
                assert governing == []
                continue
            file, period = expected
            (row,) = governing
            assert row["policy_id"] == file.policy_id
            assert row["policy_effective_from"] == period.effective_from
            assert row["settle_days"] == period.rules[SUBJECT].values["settle_days"]
            assert period.effective_from <= row["effective_from"]
            assert row["effective_to"] <= period.effective_to
        ids = [row["policy_period_id"] for row in mine]
        assert len(set(ids)) == len(ids)
