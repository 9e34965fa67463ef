"""The nightly job: its steps, its schedules, its backups, and how it is heard of."""
