"""The clockwork: schedules, runs, worker."""
