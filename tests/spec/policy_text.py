"""Policy files of the payer PLAN as text, for rules that hold in some periods and not in others."""

from __future__ import annotations

import json
from datetime import date, timedelta

HOME_INFUSION = [
    "infusion_per_diem",
    "injection_per_diem",
    "catheter_per_diem",
    "nursing",
    "infusion_visit",
    "kit_or_service",
]


def _value(value: object) -> str:
    if isinstance(value, dict):
        inside = ", ".join(f"{key} = {_value(item)}" for key, item in value.items())
        return f"{{ {inside} }}"
    if isinstance(value, list):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    # JSON writes numbers, booleans and plain texts as TOML does.
    return json.dumps(value)


def period(first: str, last: str | None = None, **subjects: dict) -> str:
    """A period from `first` to `last` (None: until the next, or open), a table a subject."""
    lines = ["[[period]]", f"effective_from = {first}"]
    if last:
        lines.append(f"effective_to = {last}")
    lines.append('citation = "spec"')
    for subject, parameters in subjects.items():
        lines += ["", f"[period.{subject}]", f'citation = "spec, {subject}"']
        lines += [f"{name} = {_value(value)}" for name, value in parameters.items()]
    return "\n".join(lines) + "\n"


def policy(
    *periods: str,
    policy_id: str = "plan-home-infusion",
    payer: str = "PLAN",
    level: str = "payer",
    **keys: object,
) -> str:
    """A whole policy file; by default it takes the policy_id, so the place, of plan.toml."""
    head = {
        "policy_id": policy_id,
        "payer": payer,
        "level": level,
        "title": "Policy of the spec",
        "source": "tests/spec",
        "jurisdiction": "OH",
    } | keys
    lines = [f"{name} = {_value(value)}" for name, value in head.items()]
    return "\n".join(lines) + "\n\n" + "\n".join(periods)


def in_force(subject: str, first: str, last: str, checks: list[str], **parameters: object) -> str:
    """PLAN's policy whose table of the subject has the checks on from `first` to `last` only.

    Outside these days a table stands that disables the checks: without it a baseline would govern.
    """
    one = timedelta(days=1)
    before = (date.fromisoformat(first) - one).isoformat()
    after = (date.fromisoformat(last) + one).isoformat()
    off = {subject: parameters | {"disabled_checks": checks}}
    return policy(
        period("2000-01-01", before, **off),
        period(first, last, **{subject: parameters}),
        period(after, **off),
    )


#: A contract of alpha with Priority Health that prices a second therapy at half, a third at none.
ALPHA_SH_50 = policy(
    period("2024-01-01", concurrent_therapy={"required": True, "sh_percent": 50, "sj_percent": 0}),
    policy_id="alpha-contract",
    payer="PRIORITY_HEALTH",
    level="contract",
    billing_tins=["012345670"],
)
