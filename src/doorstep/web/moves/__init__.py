"""Children, drafts, signatures and reminders that pass from one person to another."""
