"""The worker makes bodies turn by turn, so that a corpus that arrived at once holds nothing else back.

What was marked comes first, and is found by an index. Pages that have no body, or one that other code wrote, were told
to nobody: they are looked for from the first id to the last, a little at each turn, and again after an hour.
"""

import logging
import threading
import time
from collections.abc import Collection, Iterator
from math import inf

from django.db import DatabaseError
from django.db.models import BooleanField, ExpressionWrapper

from headless.contenus.bodies import TAILLE_DE_LOT, is_ready, keep_bodies, wake_renderer
from headless.contenus.models import ContenuRendu
from pages.models import PageEditoriale

logger = logging.getLogger(__name__)
#: Seconds of one turn; a batch that was begun is finished.
TOUR = 5.0
#: Seconds after which pages that nobody marked are looked for again.
REPOS = 3_600.0
_LOOKED_AT, _UNMARKED_AT_ONCE = 500, 25


class Renderer:
    """What one process has looked at so far. One thread makes bodies at a time: others would make the same ones."""

    def __init__(self) -> None:
        self._alone = threading.Lock()
        self._asked = False
        self._last = 0
        self._rests_until = -inf

    def turn(self, seconds: float = TOUR) -> int:
        """Make bodies for so long, and ask for another turn where some are left; returns how many were kept.

        Where another thread is making some, it is asked to take another turn after its own.
        """
        self._asked = True
        if not self._alone.acquire(blocking=False):
            return 0
        try:
            self._asked = False
            ends, kept = time.monotonic() + seconds, 0
            for waiting, is_urgent in self._waiting():
                began = time.monotonic()
                kept += _kept(waiting)
                if not is_urgent:
                    # Half of the time is left to the other threads, for whom somebody waits.
                    time.sleep(time.monotonic() - began)
                if time.monotonic() >= ends:
                    logger.info("%d bodies were made ready, others wait", kept)
                    self._asked = True
                    break
        finally:
            self._alone.release()
        if self._asked:
            wake_renderer()
        return kept

    def _waiting(self) -> Iterator[tuple[list[int], bool]]:
        """Batches of pages whose body is to be made, and whether somebody has just changed them."""
        yield from ((ids, True) for ids in _marked())
        if time.monotonic() >= self._rests_until:
            self._last, self._rests_until = 0, time.monotonic() + REPOS
        while ids := self._unmarked():
            yield ids, False

    def _unmarked(self) -> list[int]:
        """Pages without a body of this code, beyond those that were looked at."""
        pages = PageEditoriale.objects.filter(live=True).order_by("pk")
        pages = pages.annotate(is_ready=ExpressionWrapper(is_ready(), output_field=BooleanField()))
        while rows := list(pages.filter(pk__gt=self._last).values_list("pk", "is_ready")[:_LOOKED_AT]):
            ids = [pk for pk, is_ready in rows if not is_ready][:_UNMARKED_AT_ONCE]
            # A batch is made at a time: what comes after it is looked at again when it is.
            self._last = ids[-1] if len(ids) == _UNMARKED_AT_ONCE else rows[-1][0]
            if ids:
                return ids
        return []


def _kept(ids: Collection[int]) -> int:
    """Make these bodies, one by one where they cannot be made together: a page that fails holds no other back."""
    try:
        return keep_bodies(ids)
    except DatabaseError:
        raise
    except Exception:
        if len(ids) > 1:
            return sum(_kept([page]) for page in ids)
        logger.exception("The body of page %d cannot be made", *ids)
        return 0


def _marked() -> Iterator[list[int]]:
    """Live pages whose body was marked, batch by batch; each once, should it be marked again meanwhile."""
    last = 0
    rows = ContenuRendu.objects.filter(corps__isnull=True, page__live=True).order_by("pk")
    while ids := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:TAILLE_DE_LOT]):
        last = ids[-1]
        yield ids


def render_waiting() -> int:
    """Make and keep every body that is not ready; returns how many were kept."""
    return Renderer().turn(inf)


#: The one of this process.
renderer = Renderer()
