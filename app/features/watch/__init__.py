"""The register of all certificates that vendors sent in, its calendar, and the reminders before one ends."""
