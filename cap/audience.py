"""What an organisation says of itself, so that the Comité sees whom the C.A.P. serve: a profil and a région, no more.

Both are given by an A.D.O.C. that led to the C.A.P., or chosen by its authors, and may be taken back. A région holds
enough organisations to say nothing of one of them; what is finer is not kept.
"""

from taxonomy.ladder import LARGES
from taxonomy.models import Acteur, Territoire


def profils() -> list[tuple[str, str]]:
    """(slug, name) of those that may be chosen."""
    return list(Acteur.objects.values_list("slug", "nom"))


def regions() -> list[tuple[str, str]]:
    """(slug, name) of those that may be chosen."""
    return list(Territoire.objects.filter(niveau__in=LARGES).order_by("cle_de_tri").values_list("slug", "nom"))


def est_un_profil(slug: str) -> bool:
    return Acteur.objects.filter(slug=slug).exists()


def est_une_region(slug: str) -> bool:
    return Territoire.objects.filter(slug=slug, niveau__in=LARGES).exists()


def noms(profil: str, region: str) -> list[str]:
    """Both in words, without what is not said; a term that is gone by its slug."""
    named = [
        Acteur.objects.filter(slug=profil).values_list("nom", flat=True).first() or profil if profil else "",
        Territoire.objects.filter(slug=region).values_list("nom", flat=True).first() or region if region else "",
    ]
    return [one for one in named if one]
