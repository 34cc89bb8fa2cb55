"""The auditors' pages over the log; the log itself is `audit`, at the bottom of all apps (ADR 22)."""
