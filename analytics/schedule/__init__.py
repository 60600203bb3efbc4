"""The nightly run: new files in, an audit where it is due, reports, what changed, retention."""

from analytics.schedule.config import ScheduleConfig, read_config
from analytics.schedule.night import Night, run_schedule

__all__ = ["Night", "ScheduleConfig", "read_config", "run_schedule"]
