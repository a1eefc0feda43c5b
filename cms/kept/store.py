"""The answers that this process keeps, the one that was not asked for the longest being the first to go.

Pages and searches have a shelf each: no number of searches drives the pages out.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable

from django.http import HttpRequest

from cms.kept.answers import KeptAnswer

Place = tuple[str, str, str]
Variant = tuple[tuple[str, tuple[str, ...]], ...]


class Shelf:
    """As many answers as `bytes_at_most` hold."""

    def __init__(self, bytes_at_most: Callable[[], int]) -> None:
        self._bytes_at_most = bytes_at_most
        self._answers: OrderedDict[tuple[Place, Variant], KeptAnswer] = OrderedDict()
        self._weights: dict[tuple[Place, Variant], int] = {}
        #: By place, the parameters of the address that count there.
        self._reads: OrderedDict[Place, tuple[str, ...]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def find(self, place: Place, request: HttpRequest) -> KeptAnswer | None:
        """The answer to what is asked; None when none is kept."""
        reads = self._reads.get(place)
        if reads is None:
            return None
        name = (place, variant_of(request, reads))
        with self._lock:
            found = self._answers.get(name)
            if found is not None:
                self._answers.move_to_end(name)
        return found

    def keep(self, place: Place, reads: tuple[str, ...], request: HttpRequest, answer: KeptAnswer) -> None:
        """Keep it in the place of the one that was there."""
        name = (place, variant_of(request, reads))
        most = self._bytes_at_most()
        # Twice: the other coding is made when it is asked for.
        weight = 2 * answer.size
        if weight > most:
            return
        with self._lock:
            self._reads[place] = reads
            self._bytes += weight - self._weights.get(name, 0)
            self._weights[name], self._answers[name] = weight, answer
            self._answers.move_to_end(name)
            while self._bytes > most:
                self._drop()
            while len(self._reads) > 2 * len(self._answers) + 1_000:
                self._reads.popitem(last=False)

    def clear(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._answers.clear()
            self._weights.clear()
            self._reads.clear()
            self._bytes = 0

    def __len__(self) -> int:
        return len(self._answers)

    def _drop(self) -> None:
        name, _ = self._answers.popitem(last=False)
        self._bytes -= self._weights.pop(name)


def variant_of(request: HttpRequest, reads: tuple[str, ...]) -> Variant:
    """What the address says with the parameters that count, in one order; () when it says nothing."""
    if not reads or not request.META.get("QUERY_STRING"):
        return ()
    given = request.GET
    return tuple((name, tuple(values)) for name in reads if (values := given.getlist(name)))
