"""Tells other sites what has changed, by signed messages (webhooks)."""
