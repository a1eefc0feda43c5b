"""What taxonomy tells the rest of the project, whoever listens."""

from django.dispatch import Signal

#: Sent inside the transaction when terms are renamed, merged or moved in their tree.
#: `sender` is the term's model; `slugs` is a frozenset of every slug concerned, the merged one included.
terme_change = Signal()
