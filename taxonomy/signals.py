"""What the bulk writing of terms tells, which Django's own signals say nothing of."""

from django.dispatch import Signal

#: Territoires were written together. `changed` has the keys of those that were there before and have another name or
#: another place now. Sent in the transaction that wrote them.
territoires_written = Signal()

#: A territoire was saved where it was not before. `paths` has its path of before, "" for a new one, and that of now.
#: Sent in the transaction that saved it; a receiver returns the keys of what it moved.
territoire_moved = Signal()
