"""Keeping an installation going: the worker, its jobs, health, backup, the doctor."""
