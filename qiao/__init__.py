"""Qiao records a counterpart-support programme once, writes its documents from the record, and checks any document.

Follow one number through the packages: catalogue → record → measure → document; text → claim → verdict.
"""

__version__ = "0.1.0"
