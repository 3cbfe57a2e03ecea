"""The record: what was done, by whom, with evidence; its review; and the two ways to a figure."""
