"""Rules that several page types share, in sentences for the editor. They hold for what is published, not for drafts."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.db.models import Model
from django.utils.text import capfirst
from modelcluster.models import ClusterableModel, get_all_child_relations

MANQUES = {
    "acteurs": "Choisissez au moins un type d’acteur : c’est par là que les visiteurs cherchent.",
    "domaines": "Choisissez au moins un domaine : c’est par là que les visiteurs cherchent.",
    "territoires_lies": "Choisissez au moins un territoire, « France » pour ce qui vaut partout.",
    "liens": "Ajoutez au moins un lien vers la ressource : c’est lui que le visiteur ouvre.",
}
#: Lists of children whose rows are called otherwise than the list.
LABELS = {"territoires_lies": "Territoires", "partenaires_lies": "Partenaires", "liens": "Liens vers la ressource"}
#: How a sentence begins that says itself where it is: what a gate of the registry holds back.
TO_CORRECT = "À corriger avant de publier"
TRIPTYQUE = ("territoires_lies", "acteurs", "domaines")


def manques(contenus: Mapping[str, Any]) -> dict[str, str]:
    """What is still empty of `contenus` (name of the relation → what it holds), each with its sentence."""
    return {nom: MANQUES[nom] for nom, contenu in contenus.items() if not contenu}


def incomplete_children(page: Any) -> dict[str, list[str]]:
    """What its children lack, by the relation that holds them: those that a draft or a form has brought into memory."""
    held = getattr(page, "_cluster_related_objects", {})
    found: dict[str, list[str]] = {}
    for relation in get_all_child_relations(type(page)):
        name = relation.get_accessor_name()
        if relation.related_model._meta.app_label == "wagtailcore":
            continue
        for rank, child in enumerate(held.get(name, ()), start=1):
            try:
                child.clean_fields(exclude=[relation.field.name])
            except ValidationError as refused:
                where = f"{capfirst(child._meta.verbose_name)} {rank}"
                found.setdefault(name, []).extend(f"{where}, {_lower(text)}" for text in sentences_of(child, refused))
            for texts in incomplete_children(child).values() if isinstance(child, ClusterableModel) else ():
                found.setdefault(name, []).extend(texts)
    return {name: texts for name, texts in found.items() if texts}


def sentences_of(page: Model, refused: ValidationError) -> list[str]:
    """What stands against a publication, each sentence with the name of its field; those of ours name it themselves."""
    if not hasattr(refused, "error_dict"):
        return list(refused.messages)
    own = set(MANQUES.items())
    return [
        text
        if name == NON_FIELD_ERRORS or (name, text) in own or text.startswith(TO_CORRECT)
        else f"{label_of(page, name)}\u00a0: {_lower(text)}"
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
