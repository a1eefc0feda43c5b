"""The questionnaires of the demo: from a file's tables to the children of a `ParcoursAdoc`."""

from collections.abc import Mapping
from typing import Any

from adoc.enums import FormeQuestion
from adoc.models import ChoixAdoc, ConditionAdoc, ConditionDeRegle, DimensionAdoc, NiveauAdoc, QuestionAdoc, RegleAdoc
from demo.content.files import Fiche

DE_LA_REGLE = (
    "famille",
    "mots",
    "selon_territoire",
    "selon_domaines",
    "pour_le_profil",
    "nombre",
    "dimension",
    "plafond",
)


def enfants_du_questionnaire(
    fiche: Fiche, pages: Mapping[str, int], natures: Mapping[str, Any]
) -> dict[str, list[Any]]:
    """By relation, the children that the file describes. By their slugs, `pages` are ids and `natures` terms."""
    return {
        "dimensions": [_dimension(one, rang) for rang, one in enumerate(fiche["dimensions"])],
        "questions_adoc": [_question(one, rang) for rang, one in enumerate(fiche["questions"])],
        "regles": [_regle(one, rang, pages, natures) for rang, one in enumerate(fiche["regles"])],
    }


def _dimension(one: Fiche, rang: int) -> DimensionAdoc:
    niveaux = [NiveauAdoc(**niveau, sort_order=place) for place, niveau in enumerate(one["niveaux"])]
    children: Fiche = {"niveaux": niveaux}
    return DimensionAdoc(code=one["code"], nom=one["nom"], sort_order=rang, **children)


def _question(one: Fiche, rang: int) -> QuestionAdoc:
    plain = {name: value for name, value in one.items() if name not in ("choix", "si")}
    children: Fiche = {
        "choix": [ChoixAdoc(**choix, sort_order=place) for place, choix in enumerate(one.get("choix", ()))],
        "conditions": [ConditionAdoc(reponse=answer, sort_order=place) for place, answer in enumerate(_si(one))],
    }
    return QuestionAdoc(**{"forme": FormeQuestion.UNIQUE, **plain}, sort_order=rang, **children)


def _regle(one: Fiche, rang: int, pages: Mapping[str, int], natures: Mapping[str, Any]) -> RegleAdoc:
    children: Fiche = {
        "conditions": [ConditionDeRegle(reponse=answer, sort_order=place) for place, answer in enumerate(_si(one))]
    }
    return RegleAdoc(
        code=f"r{rang}",
        sort_order=rang,
        cible_id=pages[one["page"]] if "page" in one else None,
        nature=natures[one["nature"]] if "nature" in one else None,
        **{name: one[name] for name in DE_LA_REGLE if name in one},
        **children,
    )


def _si(one: Fiche) -> list[str]:
    """The answers on which it depends, as « question.réponse »."""
    return list(one.get("si", ()))
