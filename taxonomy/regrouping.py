"""Puts intercommunalités back where their communes put them when a territoire is changed or deleted by hand, as loading
the official files does for all of France (`taxonomy.loading.terms`)."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from taxonomy.enums import Niveau
from taxonomy.models.territoire import INTERCOMMUNALITES, Territoire, at_or_below, niveau_de
from taxonomy.signals import territoires_written
from taxonomy.tree import Foothold, settled

_READ = ("slug", "pk", "niveau", "parent__slug", "departement__slug", "chemin", "touche")


def regroup(paths: Iterable[str]) -> set[int]:
    """Settle the intercommunalités that these paths lead through, with their communes; returns the keys of what moved.

    Costs two queries, and one for each that moved: an intercommunalité has some tens of communes.
    """
    slugs = {slug for path in paths for slug in path.split("/") if niveau_de(slug) in INTERCOMMUNALITES}
    if not slugs:
        return set()
    pks, stood = _around(slugs)
    moved = {slug: place for slug, place in settled(stood).items() if stood[slug] != place}
    for slug, place in moved.items():
        Territoire.objects.filter(pk=pks[slug]).update(
            parent=pks.get(place.parent),
            departement=pks.get(place.departement),
            chemin=place.chemin,
            touche=place.touche,
        )
    changed = {pks[slug] for slug in moved}
    if changed:
        territoires_written.send(sender=Territoire, changed=changed)
    return changed


def _around(slugs: set[str]) -> tuple[dict[str, int], dict[str, Foothold]]:
    """Keys and places of these intercommunalités, of all that lies in them, and of what may stand above."""
    above = ~Q(niveau__in=[*INTERCOMMUNALITES, Niveau.COMMUNE])
    joined = {
        slug
        for path in Territoire.objects.filter(at_or_below(slugs)).values_list("chemin", flat=True)
        for slug in path.split("/")
        if niveau_de(slug) in INTERCOMMUNALITES
    }
    pks, stood = {}, {}
    for slug, pk, niveau, parent, departement, chemin, touche in (
        Territoire.objects.filter(at_or_below(joined | slugs) | above).order_by().values_list(*_READ)
    ):
        pks[slug] = pk
        stood[slug] = Foothold(niveau, parent or "", departement or "", chemin, touche)
    return pks, stood


def on_moved(paths: Iterable[str], **_: Any) -> set[int]:
    """A territoire was saved at another place: `paths` says from where to where."""
    return regroup(paths)


def on_deleted(instance: Territoire, **_: Any) -> None:
    """A commune that goes may have been why its intercommunalité lay over several départements."""
    regroup([instance.chemin])
