"""Changes an administrator makes: each one transaction, with its audit event."""
