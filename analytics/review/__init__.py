"""Reviews of findings that come back as dispositions."""

from analytics.review.importing import RejectedRow, ReviewImport, StepBack, import_review

__all__ = ["RejectedRow", "ReviewImport", "StepBack", "import_review"]
