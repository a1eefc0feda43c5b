"""All checks: what each looks at, how grave it is, the function that does it. Pure."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from qualite.checks import completeness, headings, images, links, surroundings, wording
from qualite.enums import Gravite, Verification
from qualite.reading import PageRead
from qualite.remarks import Remark


@dataclass(frozen=True, slots=True)
class Check:
    """`about`: what it looks at, for editors; `asks_around`: whether it needs what the rest of the site says."""

    gravite: Gravite
    look: Callable[[PageRead], Iterable[Remark]]
    about: str
    asks_around: bool = False


CHECKS: Mapping[Verification, Check] = {
    Verification.TRIPTYQUE: Check(
        Gravite.GRAVE, completeness.triptyque, "territoires, acteurs et domaines, là où la page en demande"
    ),
    Verification.INTRODUCTION: Check(Gravite.MOYENNE, completeness.introduction, "le chapô"),
    Verification.LIENS_TEXTES: Check(
        Gravite.MOYENNE,
        links.words_of_links,
        "liens sans texte, «\u00a0cliquez ici\u00a0», adresse nue, mêmes mots pour deux adresses",
    ),
    Verification.LIENS_MORTS: Check(
        Gravite.GRAVE, links.dead_links, "adresses que le contrôle des liens a vues indisponibles ou dangereuses", True
    ),
    Verification.IMAGES: Check(
        Gravite.GRAVE, images.alternatives, "texte de remplacement absent, nom de fichier, «\u00a0image de\u00a0»"
    ),
    Verification.CREDITS: Check(Gravite.LEGERE, images.credits_of, "qui a fait l’image"),
    Verification.INTERTITRES: Check(
        Gravite.MOYENNE, headings.headings, "niveau sauté, intertitre vide, paragraphe en gras qui sert de titre"
    ),
    Verification.CHIFFRES: Check(
        Gravite.GRAVE, completeness.sources, "chiffres clés et tableaux sans source ou sans année"
    ),
    Verification.LONGUEUR: Check(Gravite.LEGERE, wording.number_of_words, "trop peu ou trop de mots, selon le type"),
    Verification.PHRASES: Check(
        Gravite.LEGERE, wording.long_sentences, f"phrases de plus de {wording.SENTENCE_AT_MOST} mots"
    ),
    Verification.LISIBILITE: Check(
        Gravite.MOYENNE, wording.ease, f"indice de Kandel et Moles sous {wording.EASE_AT_LEAST}"
    ),
    Verification.DOUBLES: Check(
        Gravite.MOYENNE, surroundings.doubles, "pages du site qui sont peut-être la même chose", True
    ),
    Verification.FRAICHEUR: Check(
        Gravite.MOYENNE, surroundings.freshness, "relecture échue, validité passée, données anciennes"
    ),
}


def remarks_on(page: PageRead, only: Collection[Verification] | None = None) -> list[Remark]:
    """What is found, check by check in their order; of these checks alone, if they are named."""
    wanted = CHECKS if only is None else [one for one in CHECKS if one in only]
    return [remark for one in wanted for remark in CHECKS[one].look(page)]
