"""What becomes of everything else when the roster changes: shown first, then done.

Renaming and merging touch records, figures, drafts and issued documents; a person may ask for what is held about them,
and be forgotten. Only this package looks at all of it at once.
"""
