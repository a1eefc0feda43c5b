"""Domaines, acteurs, ODD and natures: the short lists."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from taxonomy.enums import CodeAxe, Critere, Famille
from taxonomy.models.base import Terme


class TermeOrdonne(Terme):
    """A term of a short list that editors keep in an order of their own."""

    ordre = models.PositiveSmallIntegerField("ordre", default=0, help_text="Les plus petits viennent en premier.")
    description = models.TextField(
        "description",
        blank=True,
        help_text="Une ou deux phrases, pour les visiteurs qui découvrent ce terme.",
    )

    class Meta:
        abstract = True
        ordering = ["ordre", "nom"]


class Domaine(TermeOrdonne):
    """One of the sixteen domains of fragility, under its criterion."""

    facette = "domaine"

    critere = models.CharField("critère", max_length=20, choices=Critere)

    class Meta(TermeOrdonne.Meta):
        verbose_name = "domaine"
        verbose_name_plural = "domaines"


class Acteur(TermeOrdonne):
    """A kind of organisation."""

    facette = "acteur"

    a_un_parcours = models.BooleanField(
        "profil de l’A.D.O.C.", default=False, help_text="Ce type d’acteur a son propre parcours A.D.O.C."
    )

    class Meta(TermeOrdonne.Meta):
        verbose_name = "type d’acteur"
        verbose_name_plural = "types d’acteurs"


class Odd(TermeOrdonne):
    """One of the seventeen sustainable development goals; its slug is its number."""

    facette = "odd"

    numero = models.PositiveSmallIntegerField(
        "numéro", unique=True, validators=[MinValueValidator(1), MaxValueValidator(17)]
    )

    class Meta:
        verbose_name = "ODD"
        verbose_name_plural = "ODD"
        ordering = ["numero"]
        constraints = [models.CheckConstraint(condition=models.Q(numero__range=(1, 17)), name="odd_numero_de_1_a_17")]

    def __str__(self) -> str:
        return f"ODD {self.numero} – {self.nom}"

    def slug_propose(self) -> str:
        return str(self.numero or "")

    def mots_de_recherche(self) -> tuple[str, ...]:
        return (f"odd {self.numero}", self.nom)


class Nature(TermeOrdonne):
    """What kind of thing a resource is; a new kind is a new row, never a change of the model."""

    facette = "nature"

    famille = models.CharField("famille", max_length=20, choices=Famille)

    class Meta(TermeOrdonne.Meta):
        verbose_name = "nature de ressource"
        verbose_name_plural = "natures de ressources"

    @property
    def axe(self) -> CodeAxe:
        """The axe that resources of this nature serve."""
        return Famille(self.famille).axe
