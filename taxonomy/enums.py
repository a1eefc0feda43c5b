"""The closed lists of the domain."""

from django.db import models


class Niveau(models.TextChoices):
    """Rungs of the territorial ladder, from the widest to the nearest."""

    PAYS = "pays", "National"
    REGION = "region", "Région"
    COLLECTIVITE_OM = "collectivite_om", "Collectivité d’outre-mer"
    DEPARTEMENT = "departement", "Département"
    EPCI = "epci", "Intercommunalité"
    EPT = "ept", "Établissement public territorial"
    COMMUNE = "commune", "Commune"


class Critere(models.TextChoices):
    """The four criteria under which the sixteen domaines are grouped."""

    ECONOMIQUES = "economiques", "Critères économiques"
    SOCIAUX = "sociaux", "Critères sociaux"
    SOCIETAUX = "societaux", "Critères sociétaux"
    ENVIRONNEMENTAUX = "environnementaux", "Critères environnementaux"


class CodeAxe(models.TextChoices):
    """The three waypoints of the C.A.P."""

    COMPRENDRE = "comprendre", "Comprendre"
    AGIR = "agir", "Agir"
    PERENNISER = "perenniser", "Pérenniser"


class Famille(models.TextChoices):
    """What a resource is at heart; each family belongs to one axe."""

    DONNEE = "donnee", "Donnée"
    OUTIL = "outil", "Outil"
    COMPETENCE = "competence", "Compétence"

    @property
    def axe(self) -> CodeAxe:
        """The axe that this family serves: données to understand, outils to act, compétences to last."""
        return AXE_DE_FAMILLE[self]

    @property
    def pluriel(self) -> str:
        """The name of its column in a C.A.P."""
        return f"{self.label}s"


AXE_DE_FAMILLE = {
    Famille.DONNEE: CodeAxe.COMPRENDRE,
    Famille.OUTIL: CodeAxe.AGIR,
    Famille.COMPETENCE: CodeAxe.PERENNISER,
}
