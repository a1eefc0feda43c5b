"""Rules that several page types share, in sentences for the editor. They hold for what is published, not for drafts."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.db.models import Model
from django.utils.text import capfirst

MANQUES = {
    "acteurs": "Choisissez au moins un type d’acteur : c’est par là que les visiteurs cherchent.",
    "domaines": "Choisissez au moins un domaine : c’est par là que les visiteurs cherchent.",
    "territoires_lies": "Choisissez au moins un territoire, « France » pour ce qui vaut partout.",
    "liens": "Ajoutez au moins un lien vers la ressource : c’est lui que le visiteur ouvre.",
}
#: Lists of children whose rows are called otherwise than the list.
LABELS = {"territoires_lies": "Territoires", "partenaires_lies": "Partenaires", "liens": "Liens vers la ressource"}
TRIPTYQUE = ("territoires_lies", "acteurs", "domaines")


def manques(contenus: Mapping[str, Any]) -> dict[str, str]:
    """What is still empty of `contenus` (name of the relation → what it holds), each with its sentence."""
    return {nom: MANQUES[nom] for nom, contenu in contenus.items() if not contenu}


def sentences_of(page: Model, refused: ValidationError) -> list[str]:
    """What stands against a publication, each sentence with the name of its field; those of ours name it themselves."""
    if not hasattr(refused, "error_dict"):
        return list(refused.messages)
    own = set(MANQUES.items())
    return [
        text if name == NON_FIELD_ERRORS or (name, text) in own else f"{label_of(page, name)}\u00a0: {_lower(text)}"
        for name, texts in refused.message_dict.items()
        for text in texts
    ]


def _lower(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"


def label_of(page: Model, name: str) -> str:
    """The name of a field or of a list of children, as the editor reads it."""
    try:
        field: Any = page._meta.get_field(name)
    except FieldDoesNotExist:
        return name
    if name in LABELS:
        return LABELS[name]
    return str(capfirst(field.related_model._meta.verbose_name_plural if field.auto_created else field.verbose_name))
