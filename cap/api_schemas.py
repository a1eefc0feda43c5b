"""What the API says and is told of a C.A.P."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from ninja.schema import DjangoGetter
from pydantic import Field, StringConstraints, model_validator

from cap.enums import Devenir, Statut
from cap.models import NOTE_AU_PLUS, TEXTE_AU_PLUS
from taxonomy.enums import Famille

Slug = Annotated[str, StringConstraints(max_length=255)]
Texte = Annotated[str, StringConstraints(max_length=TEXTE_AU_PLUS)]


class RemplacantSchema(Schema):
    """A page that may stand in for one that is gone or broken."""

    titre: str
    url: str


class ElementSchema(Schema):
    """One element. `page` is null for what visitors no longer find, and for a link of the authors' own."""

    cle: str
    page: int | None
    titre: str
    url: str
    nature: str
    partenaires: list[str]
    statut: Statut
    echeance: date | None
    note: str
    ajoute_le: datetime
    etat_lien: str
    verifie_le: datetime | None
    etat_lien_label: str
    devenir: Devenir | Literal[""]
    remplacants: list[RemplacantSchema]


class ColonneDeCapSchema(Schema):
    """One column, in the order of its authors."""

    famille: Famille
    titre: str
    elements: list[ElementSchema]


class CapSchema(Schema):
    """A whole C.A.P. `lecture` is the address to share; all is forgotten on `efface_le` unless somebody visits it."""

    nom: str
    objectifs: str
    moyens: str
    profil: str
    region: str
    version: int
    lecture: str
    fait_le: datetime
    efface_le: datetime
    colonnes: list[ColonneDeCapSchema]


class CapCreeSchema(Schema):
    """The two secrets of a new C.A.P. and the addresses where they open it. They are given this once."""

    edition: str
    lecture: str
    lien_edition: str
    lien_lecture: str


class NommesSchema(Schema):
    """Values by their names, all of which may be left out: Ninja alone would find none of them in a list and go on."""

    @model_validator(mode="before")
    @classmethod
    def refuse_what_has_no_names(cls, said: Any) -> Any:
        """`said` itself; a `ValueError` when it is no object. Ninja hands it over within its own reader."""
        if not isinstance(said._obj if isinstance(said, DjangoGetter) else said, Mapping | Schema):
            raise ValueError("Il faut un objet JSON, entre accolades.")
        return said


class TextesSchema(NommesSchema):
    """What is said of the organisation; what is left out stays. `profil` and `region` are slugs of /api/v3/termes/."""

    nom: Annotated[str, StringConstraints(max_length=150)] | None = None
    objectifs: Texte | None = None
    moyens: Texte | None = None
    profil: Slug | None = None
    region: Slug | None = None


class TextesVoulusSchema(Schema):
    """New texts, and what they were when their author read them (empty where nothing is said)."""

    voulu: TextesSchema
    vu: TextesSchema = TextesSchema()


class ChampsSchema(NommesSchema):
    """What is said of one element; what is left out stays. `echeance`: a date, or empty for none."""

    statut: Statut | None = None
    note: Annotated[str, StringConstraints(max_length=NOTE_AU_PLUS)] | None = None
    echeance: date | Literal[""] | None = None
    titre: Annotated[str, StringConstraints(max_length=255)] | None = None


class ChampsVoulusSchema(Schema):
    """New values, and what they were when their author read them (empty where nothing is said)."""

    voulu: ChampsSchema
    vu: ChampsSchema = ChampsSchema()


class PageChoisieSchema(Schema):
    """A page of the site."""

    page: int = Field(ge=1, lt=10**9)


class LienChoisiSchema(Schema):
    """Something of the authors' own. Its link is checked like those of the site, and shown to them alone."""

    famille: Famille
    titre: Annotated[str, StringConstraints(max_length=255)]
    url: Annotated[str, StringConstraints(max_length=2000)] = ""


class PlaceSchema(Schema):
    """One place up or down within the column."""

    sens: Literal["haut", "bas"]
