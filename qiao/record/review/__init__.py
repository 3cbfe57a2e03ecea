"""Review: draft, submitted, approved or sent back; who takes which step, and what a reviewer sees of the changes."""
