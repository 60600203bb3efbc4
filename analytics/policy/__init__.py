"""Policy files: dated, cited values, and which document governs a day. Knows no claim."""
