"""Pages that are kept: given at once, and never older than what the site says."""
