"""Drafts shown before they are published: to editors as they type, and by link to people without an account."""
