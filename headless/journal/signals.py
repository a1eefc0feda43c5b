"""What the journal tells those who pass it on, whoever they are."""

from django.dispatch import Signal

#: Sent after lines were written into the journal.
journal_written = Signal()
