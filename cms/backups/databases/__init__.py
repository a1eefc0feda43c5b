"""The two databases, each put away and taken up by its own means: files of SQLite, dumps of PostgreSQL."""
