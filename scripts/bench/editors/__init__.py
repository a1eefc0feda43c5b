"""Measures of the daily work of editors."""
