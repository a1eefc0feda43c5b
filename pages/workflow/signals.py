"""What is written to people of the Comité, for whoever has the outbox."""

from django.dispatch import Signal

#: Sent with `user` and `letter`, an `acces.notices.Letter`, in the transaction of what it tells.
letter_written = Signal()
