"""Imports on the site: looked into and brought in by the thread that works in the background, and withdrawn."""
