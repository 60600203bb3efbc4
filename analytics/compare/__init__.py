"""Two runs compared, to the cent."""

from analytics.compare.runs import BY, Comparison, compare_runs

__all__ = ["BY", "Comparison", "compare_runs"]
