"""The demonstration: a sample programme, its documents, their check against the record, and the site."""
