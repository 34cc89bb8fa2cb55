"""Commands on the log."""
