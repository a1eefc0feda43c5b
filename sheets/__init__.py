"""Sheets of partners and editors: read, tried line by line, made drafts, undone; and taken out with the same columns."""
