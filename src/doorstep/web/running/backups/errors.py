"""What can go wrong with a backup."""


class BackupError(Exception):
    """Why there is no backup, or why it was not put in place; says what to do."""
