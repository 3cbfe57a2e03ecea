"""HTTP: each view takes a request, asks a page for its data or a write for its change, and answers."""
