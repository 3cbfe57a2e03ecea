"""Tests; the folders mirror the packages. This file keeps another `tests` on the path from hiding ours."""
