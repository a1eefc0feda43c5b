"""Moves the counters that tell every process that what it remembers is out of date."""

from django.db import transaction
from django.db.models import F

from ground.keeping.offers import INDEX
from ground.news.telling import tell
from search.state.models import EtatIndex


def next_version() -> int:
    """A version greater than every one given before."""
    with transaction.atomic():
        _increment("version")
        return EtatIndex.objects.values_list("version", flat=True).get(pk=EtatIndex.LIGNE)


def bump_generation() -> None:
    """Say that the index has changed: cached answers and ETags of before are of another generation."""
    tell(INDEX)
    _increment("generation")


def bump_terms() -> None:
    """Say that a term has changed: cached labels are read again."""
    tell(INDEX)
    _increment("termes")


def _increment(counter: str) -> None:
    if not EtatIndex.objects.filter(pk=EtatIndex.LIGNE).update(**{counter: F(counter) + 1}):
        EtatIndex.objects.get_or_create(pk=EtatIndex.LIGNE)
        EtatIndex.objects.filter(pk=EtatIndex.LIGNE).update(**{counter: F(counter) + 1})
