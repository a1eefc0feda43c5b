"""Envelopes: the témoins each night, and what the count of searches forgets."""

import logging

from celery import shared_task
from django.utils import timezone

from search.engines import current_engine
from search.engines.base import EngineError
from search.frequent.counting import prune
from search.temoins.enums import Origine
from search.temoins.passages import run_temoins, temoins_actifs

logger = logging.getLogger(__name__)


@shared_task(name="search.ask_temoins")
def ask_temoins() -> None:
    """Ask every active témoin of the index in service and keep what it gave."""
    if not temoins_actifs():
        return
    try:
        passage = run_temoins(current_engine(), Origine.NUIT)
    except EngineError as exc:
        logger.warning("The témoins could not be asked: %s", exc)
        return
    fallen = list(passage.resultats.filter(baisse=True).values_list("nom", flat=True))
    if fallen:
        logger.error("Témoins that fell: %s", ", ".join(fallen))


@shared_task(name="search.forget_visitors")
def prune_visitors() -> None:
    """Erase yesterday's sketches of visitors and their salt."""
    prune(timezone.localdate())
