"""« Mises en avant »: what editors put above the hits of a search, because they know what is meant by its words.

Wagtail's own `search_promotions` would keep every query that anybody types for good, and compare them letter by letter:
this keeps only what editors write, and reads it as the search reads words.
"""

from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from search.lexique.entry_rules import lignes, refus_d_expression

REQUETES_AU_PLUS = 30


class MiseEnAvant(ClusterableModel):
    """Pages that come first, in their order, for each of these searches."""

    requetes = models.TextField(
        "recherches",
        help_text="Une recherche par ligne, telle que les visiteurs la tapent. Les accents, les majuscules, les "
        "pluriels et les petits mots ne comptent pas ; les mots doivent être tous là, et eux seuls.",
    )
    note = models.CharField("pourquoi", max_length=300, blank=True, help_text="Pour celles et ceux qui suivront.")
    actif = models.BooleanField(
        "actif", default=True, help_text="Décoché, la recherche n’en tient plus compte ; rien n’est perdu."
    )
    modifie_le = models.DateTimeField("modifié le", auto_now=True)

    class Meta:
        verbose_name = "mise en avant"
        verbose_name_plural = "mises en avant"
        ordering = ["requetes", "id"]

    def __str__(self) -> str:
        return ", ".join(lignes(self.requetes))

    def clean(self) -> None:
        super().clean()
        self.requetes = "\n".join(lignes(self.requetes))
        refus = [found for one in lignes(self.requetes) if (found := refus_d_expression(one))]
        if len(lignes(self.requetes)) > REQUETES_AU_PLUS:
            refus.append(f"Pas plus de {REQUETES_AU_PLUS} recherches à la fois.")
        if refus:
            raise ValidationError({"requetes": refus})


class PageMiseEnAvant(Orderable):
    """One page that is put forward. What visitors may not see is left out when they search."""

    mise = ParentalKey(MiseEnAvant, on_delete=models.CASCADE, related_name="pages")
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+", verbose_name="page")

    class Meta(Orderable.Meta):
        verbose_name = "page mise en avant"
        verbose_name_plural = "pages mises en avant"
        constraints = [models.UniqueConstraint(fields=["mise", "page"], name="page_mise_en_avant_une_seule_fois")]

    def __str__(self) -> str:
        return str(self.page)
