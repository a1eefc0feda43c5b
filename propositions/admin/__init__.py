"""The desk seen from the admin: links that are given, proposals that wait."""
