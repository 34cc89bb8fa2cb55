"""What people are told, once each: digests, escalations, reminders, calendars, webhooks."""
