"""Turns the blocks of the demo files into the raw data of a StreamField."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from demo.content.images import image_de_la_demo

Bloc = Mapping[str, Any]


def corps_de(blocs: Iterable[Bloc], *, pages: Mapping[str, int]) -> list[dict[str, Any]]:
    """Raw StreamField data; `pages` gives ids by slug, and pages that are not known (yet) are left out."""
    corps = []
    for bloc in blocs:
        value = CONVERSIONS.get(bloc["type"], _tel_quel)(bloc, pages)
        if value is not None:
            corps.append({"type": bloc["type"], "value": value})
    return corps


def _tel_quel(bloc: Bloc, pages: Mapping[str, int]) -> Any:
    return {key: value for key, value in bloc.items() if key != "type"}


def _texte(bloc: Bloc, pages: Mapping[str, int]) -> Any:
    return bloc["texte"]


def _ressources(bloc: Bloc, pages: Mapping[str, int]) -> Any:
    known = [pages[slug] for slug in bloc["pages"] if slug in pages]
    return {"titre": bloc["titre"], "pages": known} if known else None


def _tableau(bloc: Bloc, pages: Mapping[str, int]) -> Any:
    colonnes = [{"type": "texte", "heading": titre} for titre in bloc["colonnes"]]
    lignes = [{"values": [str(cellule) for cellule in ligne]} for ligne in bloc["lignes"]]
    return {
        "titre": bloc["titre"],
        "tableau": {"columns": colonnes, "rows": lignes, "caption": ""},
        "source": bloc.get("source", ""),
    }


def _image(bloc: Bloc, pages: Mapping[str, int]) -> Any:
    image = image_de_la_demo(bloc["fichier"], titre=bloc["nom"])
    return {"image": image.pk, **{key: bloc[key] for key in ("alternative", "legende", "credit")}}


CONVERSIONS: dict[str, Callable[[Bloc, Mapping[str, int]], Any]] = {
    "titre": _texte,
    "paragraphe": _texte,
    "image": _image,
    "ressources": _ressources,
    "tableau": _tableau,
}
