"""The nightly run: load new files, run due audits, report, compare, remove old reports."""

from analytics.schedule.config import ScheduleConfig, read_config
from analytics.schedule.run import NightlyRun, run_schedule

__all__ = ["NightlyRun", "ScheduleConfig", "read_config", "run_schedule"]
