"""The terms that visitors answer with: their names, and the territoires that a few letters may mean."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from taxonomy.enums import Critere, Famille
from taxonomy.lookup import look_up_terms, par_proximite
from taxonomy.models import Domaine, Nature, Territoire

TERRITOIRES_AU_PLUS = 12
LETTRES_AU_PLUS = 100


@dataclass(frozen=True, slots=True)
class NamedTerm:
    """A term by its slug; `detail` tells it from others of the same name."""

    slug: str
    nom: str
    detail: str = ""


def territoires_nommes(texte: str) -> list[NamedTerm]:
    """The territoires that the text may mean, the closest first."""
    texte = texte.replace("\x00", "")[:LETTRES_AU_PLUS].strip()
    found = par_proximite(look_up_terms(Territoire.objects.all(), texte), texte)[:TERRITOIRES_AU_PLUS]
    return [NamedTerm(one.slug, one.nom, _detail(one)) for one in found]


def territoire_de(slugs: Iterable[str]) -> NamedTerm | None:
    """The first of these territoires that there is."""
    one = Territoire.objects.filter(slug__in=_lisibles(slugs)).first()
    return NamedTerm(one.slug, one.nom, _detail(one)) if one else None


def domaines_by_critere() -> list[tuple[str, list[NamedTerm]]]:
    """All domaines, under the words of their critère."""
    found = list(Domaine.objects.all())
    groups = ((critere, [one for one in found if one.critere == critere]) for critere in Critere)
    return [(str(critere.label), [NamedTerm(one.slug, one.nom) for one in some]) for critere, some in groups if some]


def domaines_de(slugs: Iterable[str]) -> list[NamedTerm]:
    """Those of these domaines that there are, in the order of the site."""
    return [NamedTerm(one.slug, one.nom) for one in Domaine.objects.filter(slug__in=_lisibles(slugs))]


def natures_par_famille() -> dict[Famille, tuple[str, ...]]:
    """The slugs of the natures of each family."""
    rows: list[Any] = list(Nature.objects.values_list("famille", "slug"))
    return {famille: tuple(slug for own, slug in rows if own == famille) for famille in Famille}


def _lisibles(slugs: Iterable[str]) -> list[str]:
    """Without what no database reads."""
    return [slug for slug in slugs if "\x00" not in slug]


def _detail(one: Territoire) -> str:
    return f"{one.get_niveau_display()} · {one.code}"
