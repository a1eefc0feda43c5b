"""What may point at a term, found in Django's own models so that taxonomy knows nothing of who uses it."""

from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import cast

from django.apps import apps
from django.db import models
from django.db.models.fields.reverse_related import ForeignObjectRel
from modelcluster.fields import ParentalKey

from taxonomy.models import Terme


class ReferenceKind(Enum):
    """How a row, or the JSON of a revision, holds the key of a term."""

    DIRECTE = "directe"
    ENFANT = "enfant"
    LISTE = "liste"


@dataclass(frozen=True, slots=True)
class Reference:
    """One foreign key to a term.

    `hote` is the model that an editor opens (a page, another term); `vers_hote` is the field of the key's own
    model that leads there, "" when they are the same; `cle` is the name under which a revision holds it.
    """

    champ: models.ForeignKey
    forme: ReferenceKind
    hote: type[models.Model]
    vers_hote: str
    cle: str
    libelle: str

    @property
    def lignes(self) -> "models.QuerySet[models.Model]":
        """The rows that hold the key, of every term."""
        return self.champ.model._base_manager.all()

    @property
    def colonne_hote(self) -> str:
        """Where a row says which host it belongs to."""
        return f"{self.vers_hote}_id" if self.vers_hote else "pk"


@cache
def references_vers(model: type[Terme]) -> tuple[Reference, ...]:
    """Every key to `model` that a deletion would break; what belongs to the term and goes with it is left out."""
    found = []
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and isinstance(relation.field, models.ForeignKey):
            reference = _reference(relation.field)
            if reference is not None:
                found.append(reference)
    return tuple(found)


def _reference(champ: models.ForeignKey) -> Reference | None:
    porteur = champ.model
    if porteur._meta.auto_created:
        return _liste(champ)
    if champ.remote_field.on_delete is models.CASCADE:
        return None
    libelle = str(champ.verbose_name)
    for parental in porteur._meta.concrete_fields:
        if isinstance(parental, ParentalKey):
            cle = str(parental.remote_field.get_accessor_name())
            return Reference(champ, ReferenceKind.ENFANT, parental.related_model, parental.name, cle, libelle)
    return Reference(champ, ReferenceKind.DIRECTE, porteur, "", champ.name, libelle)


def _liste(champ: models.ForeignKey) -> Reference:
    # Django keeps there the model that declares the list, whatever the stubs say.
    declarant = cast("type[models.Model]", champ.model._meta.auto_created)
    liste = next(field for field in declarant._meta.many_to_many if field.remote_field.through is champ.model)
    return Reference(champ, ReferenceKind.LISTE, declarant, liste.m2m_field_name(), liste.name, str(liste.verbose_name))


@cache
def modeles_de_terme() -> tuple[type[Terme], ...]:
    """The concrete models of terms."""
    return tuple(model for model in apps.get_models() if issubclass(model, Terme))
