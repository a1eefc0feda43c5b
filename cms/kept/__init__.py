"""Answers that are the same for every visitor, kept by each process and given without asking the database."""
