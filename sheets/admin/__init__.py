"""The menu « Feuilles »."""
