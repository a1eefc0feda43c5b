"""Answers that may be kept: what they say of themselves, here and to caches in front of the site."""
