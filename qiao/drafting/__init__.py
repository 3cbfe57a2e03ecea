"""The clerk's work: write a document from the record, check any text against it. The only place that chains steps."""
