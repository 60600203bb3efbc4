"""Policy files as text, written to a folder and read."""

from pathlib import Path

import pytest

from analytics.policy.governing import read_policies

HEAD = """\
policy_id = "{policy_id}"
payer = "{payer}"
level = "{level}"
title = "Title"
source = "Source"
"""


@pytest.fixture
def write(tmp_path):
    """write(name, text): a file in the folder; gives its path."""

    def put(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return put


@pytest.fixture
def read(tmp_path, write):
    """read(text, ...): the policies of these files, in one folder."""

    def policies(*texts: str):
        for number, text in enumerate(texts):
            write(f"policy_{number}.toml", text)
        return read_policies([tmp_path])

    return policies


@pytest.fixture
def claim_life():
    """claim_life(policy_id, settle_days, ...): a file that says one number from a first day."""

    def text(
        policy_id: str,
        settle_days: int,
        *,
        level: str = "payer",
        payer: str = "PLAN",
        keys: str = "",
        first: str = "2026-01-01",
        last: str | None = None,
    ) -> str:
        end = f"effective_to = {last}\n" if last else ""
        return (
            HEAD.format(policy_id=policy_id, payer=payer, level=level)
            + f"{keys}\n[[period]]\neffective_from = {first}\n{end}"
            + f'[period.claim_life]\ncitation = "C"\nsettle_days = {settle_days}\n'
        )

    return text
