"""Accounts that begin by a mail, in which their owners choose their passwords."""
