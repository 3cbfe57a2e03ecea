"""Rows of a scope -> a Fact that names the records it rests on."""

from qiao.measure.taking import take

__all__ = ["take"]
