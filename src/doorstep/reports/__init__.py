"""Figures and lists made from answers: the account, timeliness, blind spots, golden tests."""
