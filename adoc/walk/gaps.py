"""What visitors' walks asked for and the site does not have yet, counted for the editors.

Nothing leads back to anybody: a count by day, profil, family, domaine and département (never a commune), no answer and
no address. The same link opened again the same day counts once.
"""

import hashlib

from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from adoc.models import LacuneAdoc
from adoc.parcours.definition import Definition
from adoc.walk.result import WalkResult
from taxonomy.enums import Niveau
from taxonomy.ladder import au_niveau

UN_JOUR = 86_400
LARGES = frozenset(Niveau) - {Niveau.EPCI, Niveau.EPT, Niveau.COMMUNE}


def note_gaps(definition: Definition, resultat: WalkResult, *, cle: str) -> None:
    """Count the gaps of one result. `cle` tells one result from another."""
    gaps = resultat.bilan.lacunes
    seen = hashlib.blake2b(cle.encode(), digest_size=16).hexdigest()
    if not gaps or not cache.add(f"adoc.lacunes.{seen}", True, UN_JOUR):
        return
    place = departement_de(resultat.termes.territoire.slug) if resultat.termes.territoire else ""
    themes = [one.slug for one in resultat.termes.domaines]
    counted = {
        (gap.famille.value, place if gap.par_territoire else "", theme)
        for gap in gaps
        for theme in (themes if gap.par_domaines else [""])
    }
    day = timezone.localdate()
    with transaction.atomic():
        for famille, territoire, domaine in sorted(counted):
            row, _ = LacuneAdoc.objects.get_or_create(
                jour=day, profil=definition.profil, famille=famille, territoire=territoire, domaine=domaine
            )
            LacuneAdoc.objects.filter(pk=row.pk).update(nombre=F("nombre") + 1)


def departement_de(slug: str) -> str:
    """The slug of the territoire, or of the département in which a commune or an intercommunalité lies."""
    return au_niveau(slug, LARGES)
