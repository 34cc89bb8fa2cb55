"""The ways a message leaves: a folder, SMTP, GOV.UK Notify, a webhook; chosen by settings."""
