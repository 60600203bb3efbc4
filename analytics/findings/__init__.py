"""An audit: the checks run, the findings are priced, the run is written. Knows no report."""
