"""The nightly job: its steps, schedules, backups and notifications."""
