"""The pictures of a run, as SVG and in words."""
