"""The ladder above a territoire, in words: what tells one Saint-Denis from another."""

from collections.abc import Sequence

from taxonomy.enums import Niveau
from taxonomy.models import Territoire

SEPARATEUR = " · "


def echelles(territoires: Sequence[Territoire]) -> dict[int, str]:
    """« commune · Rhône · Auvergne-Rhône-Alpes » for each territoire by key; one query for all of them."""
    slugs = {slug for territoire in territoires for slug in territoire.ancetres()}
    au_dessus = {row.slug: row for row in Territoire.objects.filter(slug__in=slugs).only("slug", "nom", "niveau")}
    return {territoire.pk: _echelle(territoire, au_dessus) for territoire in territoires}


def _echelle(territoire: Territoire, au_dessus: dict[str, Territoire]) -> str:
    degres = [au_dessus[slug] for slug in reversed(territoire.ancetres()) if slug in au_dessus]
    noms = [degre.nom for degre in degres if degre.niveau not in (Niveau.PAYS, Niveau.EPCI)]
    return SEPARATEUR.join([territoire.get_niveau_display().lower(), *noms])
