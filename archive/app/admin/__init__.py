"""The admin desk: sign-in, sources, runs, corrections, register."""
