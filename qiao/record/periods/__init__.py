"""Closed periods: what was approved for a batch, or for all, up to a day, and stays as it is until it is reopened."""
