"""What the registry of links tells the rest of the project, whoever listens."""

from django.dispatch import Signal

#: Sent in the transaction that saves with `ids`, the links that the site did not know before or had stopped citing.
links_discovered = Signal()

#: Sent in the transaction that writes links, by whoever writes what the site says of them. `ids` is a frozenset of the
#: links that were written; `told` holds those among them whose state is another one for visitors.
links_changed = Signal()

#: Sent in the transaction that writes which links are cited, and where: by the page whose number is `page`; by a
#: partner's card or one of our old addresses where it is None.
citations_changed = Signal()
