"""Sheets of partners and editors: read, tried line by line, made drafts, undone; taken out with the same columns."""
