"""Decides if an audit is due: it compares the basis of the last run with the store."""

from __future__ import annotations

from datetime import date

from analytics import content
from analytics.findings import stages
from analytics.findings.audit import select_checks
from analytics.policy.governing import read_policies
from analytics.runs.run import RunTables
from analytics.schedule.config import ScheduleConfig
from analytics.sql.views import model_sha256, read_model, reference_sha256
from analytics.store.folder import StoreFolder


def why_due(config: ScheduleConfig, folder: StoreFolder, as_of: date) -> list[str]:
    """Why to audit now; nothing where the last run would only be made again.

    Raises ContentError on a wrong policy, UsageError on a policy folder or check there is not.
    """
    manifest = folder.manifest()
    if not manifest.loads_of("medical_claim"):
        return []
    policies = read_policies([content.POLICIES, *config.policies]).describe()
    checks = stages.with_earlier(select_checks(config.only), select_checks(()))
    if not manifest.runs:
        return ["no run yet"]
    record = RunTables(folder, manifest.runs[-1]["number"]).record
    named = {policy["policy_id"]: policy["sha256"] for policy in record["policies"]}
    reasons = {
        "loads": [load["number"] for load in record["loads"]] != manifest.active_numbers,
        "policies": named != {policy["policy_id"]: policy["sha256"] for policy in policies},
        "checks": {
            check["check_id"]: check["sha256"]
            for check in [*record["checks"], *record["earlier_checks"]]
        }
        != {check.check_id: check.sha256 for check in checks},
        "model": record["model_sha256"] != model_sha256(read_model()),
        "code tables": record["reference_sha256"] != reference_sha256(),
        "as-of date": config.as_of is not None and record["as_of"] != as_of.isoformat(),
        "a check failed": bool(record["checks_failed"]),
        "every night": config.every_night and record["as_of"] != as_of.isoformat(),
    }
    return [reason for reason, is_so in reasons.items() if is_so]
