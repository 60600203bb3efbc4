"""A worklist comes back: what is taken in, what is rejected, what the next run makes of it."""

from __future__ import annotations

import shutil
from datetime import date

import pytest
from small_store import AS_OF, MEMBER, PLAN_POLICIES, claims_frame, in_memory

import analytics
from analytics.errors import ExtractError, UsageError
from analytics.runs.review.import_review import import_review
from analytics.schema.words import STRENGTHS
from analytics.testing import extract

TODAY = date(2026, 12, 1)
CHECKS = {"A": "UNT-01", "C": "CON-01", "D": "POS-01", "E": "DUP-03"}


@pytest.fixture
def store(own_store):
    return analytics.open_store(own_store)


def ids(store) -> dict[str, str]:
    """The finding of each claim, by the claim's letter."""
    found = store.run().findings()
    return {c[-1]: i for c, i in zip(found["claim_id"], found["finding_id"], strict=True)}


def worklist(store, tmp_path, text: str, name: str = "back.csv"):
    """The text table as a CSV; column `finding` names claims by letter, others are as they are."""
    lines = [[cell.strip() for cell in row.split("|")] for row in text.strip().splitlines()]
    known, head = ids(store), ["finding_id" if n == "finding" else n for n in lines[0]]
    at = head.index("finding_id")
    rows = [[known.get(c, c) if i == at else c for i, c in enumerate(r)] for r in lines[1:]]
    path = tmp_path / name
    path.write_text("\n".join(",".join(row) for row in [head, *rows]) + "\n")
    return path


@pytest.fixture
def take(store, tmp_path):
    """take(text) imports the worklist and returns the ReviewImport."""
    return lambda text: import_review(store.folder, worklist(store, tmp_path, text), today=TODAY)


def statuses(store) -> dict[str, str]:
    found = store.run().findings()
    return {c[-1]: s for c, s in zip(found["claim_id"], found["status"], strict=True)}


def again(store) -> None:
    store.audit(as_of=AS_OF, policies=PLAN_POLICIES, only=CHECKS.values())


@pytest.fixture(scope="module")
def reviewed_store(_audited, tmp_path_factory):
    """A store of which a worklist came back and that was audited again, and that import."""
    place = tmp_path_factory.mktemp("reviewed")
    store = analytics.open_store(shutil.copytree(_audited, place / "store"))
    text = """
        finding | status     | decided_date | amount  | reviewer | note
        A       | overturned | 2026-11-01   |         | Ann      | span billing
        C       | Recovered  | 11/02/2026   | $340.00 | Ann      |
        D       | open       |              |         |          |
        E       | recovered  | 2026-11-02   | 30.00   |          |
        """
    done = import_review(store.folder, worklist(store, place, text), today=TODAY)
    again(store)
    return place / "store", done


@pytest.fixture
def reviewed(reviewed_store, tmp_path):
    """A copy of it."""
    return analytics.open_store(shutil.copytree(reviewed_store[0], tmp_path / "reviewed"))


def test_what_was_decided_is_taken_in_and_the_next_run_carries_it(reviewed_store):
    path, done = reviewed_store
    assert (done.read, done.taken, done.unchanged, done.rejected) == (4, 3, 1, [])
    assert done.load == 2 and done.steps_back == []
    store = analytics.open_store(path)
    assert statuses(store) == {"A": "overturned", "C": "recovered", "D": "open", "E": "recovered"}
    status = store.run().exposure("status").set_index("status")
    decided = {s: str(status.loc["recovered", f"decided_{s}_amount"]) for s in STRENGTHS}
    assert decided == {"automated": "370.00", "records": "0.00", "lead": "0.00"}


def test_it_keeps_what_the_reviewer_saw(store, take):
    take("finding | status | decided_date\nC | overturned | 2026-11-01")
    (row,) = store.sql("select * from disposition").to_dict("records")
    seen = {name: str(row[f"seen_{name}"]) for name in ("run", "check_id", "paid_amount", "units")}
    assert seen == {"run": "1", "check_id": "CON-01", "paid_amount": "700.00", "units": "7.000"}
    assert row["seen_policy"] == "plan-home-infusion from 2026-01-01"
    assert row["source_file"] == "back.csv"


def test_the_same_file_twice_says_nothing_new(store, take):
    text = "finding | status | decided_date | amount\nA | recovered | 2026-11-01 | 700.00"
    assert take(text).taken == 1
    done = take(text)
    assert (done.taken, done.unchanged, done.load) == (0, 1, None)


def test_another_date_amount_or_status_is_new(take):
    first = """
        finding | status    | decided_date | amount
        A       | recovered | 2026-11-01   | 70
        C       | recovered | 2026-11-01   | 70
        D       | recovered | 2026-11-01   | 70
        E       | recovered | 2026-11-01   | 70
        """
    assert take(first).taken == 4
    done = take("""
        finding | status    | decided_date | amount
        A       | recovered | 2026-11-02   | 70.00
        C       | recovered | 2026-11-01   | 70.01
        D       | closed    | 2026-11-01   | 70.00
        E       | recovered | 2026-11-01   | 70.00
        """)
    assert (done.taken, done.unchanged) == (3, 1)


def test_a_row_that_was_not_touched_does_not_undo_a_later_decision(store, take):
    """Two worklists of run 1 are out; the second comes back with the finding as run 1 had it."""
    take("finding | status | decided_date | run_id\nA | overturned | 2026-11-01 | 1")
    done = take("finding | status | decided_date | run_id\nA | open | | 1")
    assert (done.taken, done.unchanged) == (0, 1)


def test_an_untouched_row_of_a_decided_finding_needs_no_date(reviewed, tmp_path):
    """The worklist of run 2 shows the status; date and amount are there to be filled in."""
    text = """
        finding | status     | decided_date | amount | run_id
        A       | overturned |              |        | 2
        C       | recovered  |              |        | 2
        """
    done = import_review(reviewed.folder, worklist(reviewed, tmp_path, text), today=TODAY)
    assert (done.taken, done.unchanged, done.rejected) == (0, 2, [])


@pytest.mark.slow
def test_a_status_may_go_back_and_that_is_said(store, take):
    take("finding | status | decided_date\nA | recovered | 2026-11-01")
    done = take("finding | status | decided_date\nA | open |")
    (back,) = done.steps_back
    assert (back.row, back.before, back.after) == (1, "recovered", "open")
    again(store)
    assert statuses(store)["A"] == "open"
    assert store.sql("select max(decided_date) as d from disposition")["d"][0] == TODAY


REJECTED = """
    finding | status   | decided_date | amount | note
    zz      | upheld   | 2026-11-01   |        | unknown finding
            | upheld   | 2026-11-01   |        | none
    A       |          | 2026-11-01   |        | no status
    A       | maybe    | 2026-11-01   |        | no such status
    A       | upheld   |              |        | no date
    A       | upheld   | soon         |        | no date either
    A       | upheld   | 2026-12-02   |        | tomorrow
    A       | upheld   | 2026-11-01   | -1     | below 0
    A       | upheld   | 2026-11-01   | much   | no amount
    """


def test_a_wrong_row_is_rejected_with_its_number_and_why(take):
    done = take(REJECTED)
    assert [(each.row, each.reason.split(":")[0]) for each in done.rejected] == [
        (1, "no run of this store has a finding of this finding_id"),
        (2, "finding_id is missing"),
        (3, "status is missing"),
        (4, "status"),
        (5, "decided_date is missing"),
        (6, "decided_date"),
        (7, "decided_date"),
        (8, "amount"),
        (9, "amount"),
    ]
    assert (done.read, done.taken, done.unchanged, done.load) == (9, 0, 0, None)


def test_a_decision_of_today_is_taken(take):
    assert take("finding | status | decided_date\nA | upheld | 2026-12-01").taken == 1


def test_rows_that_contradict_each_other_are_all_rejected(take):
    done = take("""
        finding | status     | decided_date
        A       | upheld     | 2026-11-01
        C       | upheld     | 2026-11-01
        A       | overturned | 2026-11-01
        C       | upheld     | 2026-11-01
        """)
    assert [each.row for each in done.rejected] == [1, 3]
    assert (done.taken, done.unchanged) == (1, 1)


def test_a_file_without_the_columns_is_refused(store, tmp_path):
    path = tmp_path / "other.csv"
    path.write_text("finding_id,outcome\nx,upheld\n")
    with pytest.raises(ExtractError, match="no column status"):
        import_review(store.folder, path)


def test_a_store_without_a_run_has_nothing_to_review(tmp_path, claims_csv):
    store = analytics.open_store(tmp_path / "new", create=True)
    store.load(claims_csv)
    path = tmp_path / "back.csv"
    path.write_text("finding_id,status\nx,upheld\n")
    with pytest.raises(UsageError, match="no run yet"):
        import_review(store.folder, path)


# --- what the reviewer saw, when the line changes afterwards


def correct(store, tmp_path, claim: str, **values: str) -> None:
    """Load the claim's row again, with other values; histories are `final`."""
    frame = claims_frame()
    frame = frame[frame["claim_id"] == claim].assign(**values)
    store.load(frame, history="final")


def test_an_overturned_finding_opens_again_when_its_line_is_corrected(reviewed, tmp_path):
    text = "finding | status | decided_date\nD | overturned | 2026-11-01"
    import_review(reviewed.folder, worklist(reviewed, tmp_path, text), today=TODAY)
    correct(reviewed, tmp_path, "CLAIMA", paid_amount="1500.00")
    again(reviewed)
    assert statuses(reviewed) == {
        "A": "open", "C": "recovered", "D": "overturned", "E": "recovered",
    }  # fmt: skip
    found = reviewed.run().findings(check="UNT-01").iloc[0]
    assert "paid 1400.00 then, 1500.00 now" in found["reason"]


@pytest.mark.slow
def test_a_decision_is_on_the_last_run_before_its_day(store, tmp_path, take):
    """The line changed and was audited again before the decision of earlier came back."""
    correct(store, tmp_path, "CLAIMA", paid_amount="1500.00")
    store.audit(as_of="2027-01-31", policies=PLAN_POLICIES, only=CHECKS.values())
    take("finding | status | decided_date\nA | overturned | 2026-11-01")  # before both runs
    (seen,) = store.sql("select seen_run from disposition")["seen_run"]
    assert seen == 1
    again(store)
    assert statuses(store)["A"] == "open"


def test_the_run_the_worklist_names_goes_first(store, tmp_path, take):
    correct(store, tmp_path, "CLAIMA", paid_amount="1500.00")
    store.audit(as_of="2027-01-31", policies=PLAN_POLICIES, only=CHECKS.values())
    take("finding | status | decided_date | run_id\nA | overturned | 2026-11-01 | 2")
    (seen,) = store.sql("select seen_run from disposition")["seen_run"]
    assert seen == 2


@pytest.mark.slow
def test_what_a_run_opened_again_is_not_decided_by_an_untouched_row(store, tmp_path, take):
    take("finding | status | decided_date\nA | overturned | 2026-11-01")
    correct(store, tmp_path, "CLAIMA", paid_amount="1500.00")
    again(store)
    for text in ("run_id\nA | open | 2", "note\nA | open |"):
        done = take(f"finding | status | {text}")
        assert (done.taken, done.unchanged, done.steps_back) == (0, 1, [])


# --- amounts


#: Each line was paid 1,400.00, of which its finding asks 700.00.
AMOUNTS = """
    finding | status    | decided_date | amount
    A       | recovered | 2026-11-01   | 699.99
    B       | recovered | 2026-11-01   | 700.00
    C       | recovered | 2026-11-01   | 700.01
    D       | recovered | 2026-11-01   | 1400.00
    E       | recovered | 2026-11-01   | 1400.01
    """


def test_an_amount_is_held_against_the_line_and_the_finding(tmp_path):
    store = in_memory(tmp_path / "store")
    lines = "\n".join(f"CLAIM{letter} | M{letter} | 7 | 14 | 1400.00" for letter in "ABCDE")
    store.load(extract("medical_claim", f"claim | member | to | units | paid\n{lines}"))
    store.audit(only="UNT-01", as_of=AS_OF)
    done = import_review(store.folder, worklist(store, tmp_path, AMOUNTS), today=TODAY)
    assert [(each.row, each.reason) for each in done.rejected] == [
        (5, "amount: above what the line was paid")
    ]
    assert [(each.row, each.reason) for each in done.doubtful] == [
        (3, "amount: above what the finding asks"),
        (4, "amount: above what the finding asks"),
    ]
    assert done.taken == 4


def test_the_rest_of_what_came_back_in_part_stays_exposure(reviewed_store):
    """Of the 100.00 that E asks for 30.00 came back."""
    store = analytics.open_store(reviewed_store[0])
    runs = [store.run(number).exposure("check").set_index("check_id") for number in (1, 2)]
    shown = [
        tuple(str(run.loc[CHECKS["E"], f"{name}_amount"]) for name in ("automated", "resolved"))
        for run in runs
    ]
    assert shown == [("100.00", "0.00"), ("70.00", "30.00")]


# --- the command and the workbook


def test_the_command_says_what_became_of_the_rows(recoup, store, tmp_path):
    path = worklist(store, tmp_path, "finding|status|decided_date\nA|upheld|2026-11-01\nC|upheld|")
    ended = recoup("review", "import", path, "--store", store.folder.path)
    assert ended.code == 3
    assert "2 rows read, 1 decisions loaded as load 2, 0 unchanged, 1 rejected" in ended.out
    assert "row 2: decided_date is missing" in ended.out
    assert "Rows are counted below the header of the file." in ended.out
    assert MEMBER not in ended.out + ended.err and "CLAIM" not in ended.out + ended.err


def test_rows_with_too_much_money_are_told_by_number_and_the_command_does_not_end_with_0(
    recoup, store, tmp_path
):
    text = """
        finding | status    | decided_date | amount
        A       | recovered | 2026-11-01   | 1400.01
        C       | recovered | 2026-11-01   | 351.00
        D       | upheld    | 2026-11-01   |
        """
    ended = recoup(
        "review", "import", worklist(store, tmp_path, text), "--store", store.folder.path
    )
    assert (ended.code, ended.err) == (3, "")
    assert "3 rows read, 2 decisions loaded as load 2, 0 unchanged, 1 rejected" in ended.out
    assert "row 1: amount: above what the line was paid" in ended.out
    assert "row 2: warning: amount: above what the finding asks" in ended.out
    assert "1400" not in ended.out and "351" not in ended.out and "CLAIM" not in ended.out
    assert not [each for each in ids(store).values() if each in ended.out]


def test_a_file_of_which_every_row_is_right_ends_with_0(recoup, store, tmp_path):
    path = worklist(store, tmp_path, "finding|status|decided_date\nA|upheld|2026-11-01")
    ended = recoup("review", "import", path, "--store", store.folder.path)
    assert (ended.code, "Rows are counted" in ended.out) == (0, False)


def test_the_workbook_comes_back(store, tmp_path):
    """findings.xlsx as it was written; then of another run, where one status was decided."""
    from analytics.report.workbook.findings import write_workbook

    (path,) = write_workbook(store.run(), tmp_path / "out")
    untouched = import_review(store.folder, path, today=TODAY)
    assert (untouched.read, untouched.taken, untouched.unchanged) == (4, 0, 4)
