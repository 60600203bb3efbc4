"""The nightly run: new files in, an audit where it is due, reports, what changed, retention."""

from analytics.schedule.config import ScheduleConfig, read_config
from analytics.schedule.run import NightlyRun, run_schedule

__all__ = ["NightlyRun", "ScheduleConfig", "read_config", "run_schedule"]
