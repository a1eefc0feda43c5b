"""« Requêtes témoins »: what editors expect of a search, and what each run found."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import QueryDict
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from search.temoins.enums import Moteur, Origine, Role

RANG_AU_PLUS = 50


class RequeteTemoin(ClusterableModel):
    """A search with the pages that must come among its first ones and those that must not."""

    requete = models.CharField("requête", max_length=300, blank=True, help_text="Ce que tape le visiteur.")
    filtres = models.CharField(
        "filtres",
        max_length=500,
        blank=True,
        help_text="La fin de l’adresse d’une recherche, sans la requête : territoire=dep-69&nature=guide.",
    )
    premiers = models.PositiveSmallIntegerField(
        "parmi les … premières",
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(RANG_AU_PLUS)],
    )
    note = models.CharField("pourquoi", max_length=300, blank=True, help_text="Pour celles et ceux qui suivront.")
    actif = models.BooleanField("actif", default=True)

    class Meta:
        verbose_name = "requête témoin"
        verbose_name_plural = "requêtes témoins"
        ordering = ["requete", "id"]

    def __str__(self) -> str:
        return " · ".join(part for part in (f"« {self.requete} »" if self.requete else "", self.filtres) if part)

    def clean(self) -> None:
        super().clean()
        self.requete = " ".join(self.requete.split())
        self.filtres = self.filtres.strip().lstrip("?&")
        if not self.requete and not self.filtres:
            raise ValidationError({"requete": "Écrivez une requête, des filtres, ou les deux."})

    @property
    def parametres(self) -> QueryDict:
        """The same, as the search page would be asked."""
        asked = QueryDict(self.filtres, mutable=True)
        for name in ("q", "page", "tri"):
            asked.pop(name, None)
        if self.requete:
            asked["q"] = self.requete
        return asked


class PageTemoin(models.Model):
    """One page that a témoin expects, or does not want. A page that is worth more should come earlier."""

    temoin = ParentalKey(RequeteTemoin, on_delete=models.CASCADE, related_name="pages")
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+", verbose_name="page")
    role = models.CharField("attente", max_length=12, choices=Role, default=Role.ATTENDUE)
    valeur = models.PositiveSmallIntegerField(
        "importance",
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(3)],
        help_text="De 1 à 3 : la plus importante devrait venir la première.",
    )

    class Meta:
        verbose_name = "page du témoin"
        verbose_name_plural = "pages du témoin"
        ordering = ["role", "-valeur", "id"]
        constraints = [models.UniqueConstraint(fields=["temoin", "page"], name="page_temoin_une_seule_fois")]

    def __str__(self) -> str:
        return f"{self.page} ({self.get_role_display().lower()})"


class Passage(models.Model):
    """One run of every active témoin on one engine. `ndcg` is the mean over those that expect pages."""

    fait_le = models.DateTimeField("fait le", auto_now_add=True)
    origine = models.CharField("pourquoi", max_length=16, choices=Origine)
    moteur = models.CharField("moteur", max_length=20, choices=Moteur)
    total = models.PositiveIntegerField("témoins", default=0)
    reussis = models.PositiveIntegerField("réussis", default=0)
    ndcg = models.FloatField("nDCG@10", null=True)
    bascule = models.BooleanField("index mis en service", null=True)

    class Meta:
        verbose_name = "passage des témoins"
        verbose_name_plural = "passages des témoins"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.reussis} témoins réussis sur {self.total}"


class Resultat(models.Model):
    """What one témoin gave in one run, kept as it was even when the témoin has changed since."""

    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="resultats")
    temoin = models.ForeignKey(RequeteTemoin, on_delete=models.SET_NULL, null=True, related_name="+")
    nom = models.CharField("témoin", max_length=900)
    reussi = models.BooleanField("réussi")
    ndcg = models.FloatField("nDCG@10", null=True)
    total = models.PositiveIntegerField("résultats")
    manquantes = models.JSONField(default=list)
    indesirables = models.JSONField(default=list)
    baisse = models.BooleanField("en baisse", default=False)

    class Meta:
        verbose_name = "résultat d’un témoin"
        verbose_name_plural = "résultats des témoins"
        ordering = ["reussi", "-baisse", "ndcg", "id"]

    def __str__(self) -> str:
        return f"{self.nom} : {'réussi' if self.reussi else 'en échec'}"
