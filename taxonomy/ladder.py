"""The ladder above a territoire: what tells one Saint-Denis from another, and where a wider look at it begins."""

from collections.abc import Collection, Sequence

from taxonomy.enums import Niveau
from taxonomy.models import Territoire
from taxonomy.models.territoire import INTERCOMMUNALITES

SEPARATEUR = " · "


def echelles(territoires: Sequence[Territoire]) -> dict[int, str]:
    """« commune · Rhône · Auvergne-Rhône-Alpes » for each territoire by key; one query for all of them."""
    slugs = {slug for territoire in territoires for slug in territoire.ancetres()}
    au_dessus = {row.slug: row for row in Territoire.objects.filter(slug__in=slugs).only("slug", "nom", "niveau")}
    return {territoire.pk: _echelle(territoire, au_dessus) for territoire in territoires}


def au_niveau(slug: str, niveaux: Collection[Niveau]) -> str:
    """The slug of this territoire if it is on one of these rungs, else of the nearest above it that is; "" for none."""
    one = Territoire.objects.filter(slug=slug).first() if slug else None
    if one is None or one.niveau in niveaux:
        return one.slug if one else ""
    above = set(Territoire.objects.filter(slug__in=one.ancetres(), niveau__in=niveaux).values_list("slug", flat=True))
    return next((known for known in reversed(one.ancetres()) if known in above), "")


def _echelle(territoire: Territoire, au_dessus: dict[str, Territoire]) -> str:
    degres = [au_dessus[slug] for slug in reversed(territoire.ancetres()) if slug in au_dessus]
    noms = [degre.nom for degre in degres if degre.niveau not in (Niveau.PAYS, *INTERCOMMUNALITES)]
    return SEPARATEUR.join([territoire.get_niveau_display().lower(), *noms])


LARGES = (Niveau.REGION, Niveau.COLLECTIVITE_OM)


def region_de(slug: str) -> str:
    """The région, or overseas collectivity, in which a territoire lies; "" for the whole country and for none."""
    return au_niveau(slug, LARGES)
