"""Rules that several page types share, in sentences for the editor. They hold for what is published, not for drafts."""

from collections.abc import Mapping
from typing import Any

MANQUES = {
    "acteurs": "Choisissez au moins un type d’acteur : c’est par là que les visiteurs cherchent.",
    "domaines": "Choisissez au moins un domaine : c’est par là que les visiteurs cherchent.",
    "territoires_lies": "Choisissez au moins un territoire, « France » pour ce qui vaut partout.",
    "liens": "Ajoutez au moins un lien vers la ressource : c’est lui que le visiteur ouvre.",
}
TRIPTYQUE = ("territoires_lies", "acteurs", "domaines")


def manques(contenus: Mapping[str, Any]) -> dict[str, str]:
    """What is still empty of `contenus` (name of the relation → what it holds), each with its sentence."""
    return {nom: MANQUES[nom] for nom, contenu in contenus.items() if not contenu}
