"""What the journal tells those who pass it on; it imports nothing from them."""

from django.dispatch import Signal

#: Sent after lines were written into the journal.
journal_written = Signal()
