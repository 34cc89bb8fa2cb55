"""Extracts that come in: checked, previewed, applied, undone."""
