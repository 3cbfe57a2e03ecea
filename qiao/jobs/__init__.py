"""Work in the background: what a job is, how it is claimed and ended, and the one thread that does it."""
