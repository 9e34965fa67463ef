"""Schedules: what starts the nightly job, by systemd or by cron, and keeps its secrets to itself."""
