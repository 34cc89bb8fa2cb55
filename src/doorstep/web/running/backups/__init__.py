"""Backups: one sealed archive of database and files, examined, put back, and drilled."""
