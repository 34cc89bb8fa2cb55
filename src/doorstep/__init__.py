"""Doorstep: who must be seen, by whom, by when and why."""
