"""Readers of files and frames, one module per file format. Knows no table but its headers."""
