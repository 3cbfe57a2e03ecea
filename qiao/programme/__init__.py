"""The programme itself: regions, organisations, batches, secondees, their secondments, and the audit trail."""
