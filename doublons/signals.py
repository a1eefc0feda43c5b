"""What doubles tell the rest of the project, whoever listens."""

from django.dispatch import Signal

#: Sent in the transaction that writes pairs, or what somebody decided of one. `pages`: the keys of all pages that are,
#: or were until now, one of a pair.
pairs_changed = Signal()
