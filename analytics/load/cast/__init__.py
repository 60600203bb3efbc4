"""Casts rows of text into typed rows: one SQL statement and its rules."""
