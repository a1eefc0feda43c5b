"""What every term has: a name, a slug that never moves, and a memory of the slugs that were merged into it."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.text import slugify

RECHERCHE_AU_PLUS = 320


class Terme(models.Model):
    """A term of a facet. The slug is the term's identity in URLs, the API and the index: it never changes."""

    nom = models.CharField("nom", max_length=200)
    slug = models.SlugField(
        "identifiant",
        max_length=80,
        unique=True,
        blank=True,
        help_text="Utilisé dans les adresses du site. Calculé d’après le nom, il ne change plus ensuite.",
    )

    recherche = models.CharField(max_length=RECHERCHE_AU_PLUS, blank=True, editable=False)

    facette = ""
    recherche_au_plus = RECHERCHE_AU_PLUS

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.nom

    def clean(self) -> None:
        super().clean()
        if self.pk:
            if self.slug_enregistre() not in ("", self.slug):
                raise ValidationError({"slug": "L’identifiant d’un terme ne change pas : des liens y mènent déjà."})
            return
        self.slug = self.slug or self.slug_propose()
        if not self.slug:
            raise ValidationError({"nom": "Écrivez un nom avec au moins une lettre ou un chiffre."})
        if type(self)._default_manager.filter(slug=self.slug).exists():
            raise ValidationError({"slug": f"Ce terme existe déjà, sous l’identifiant « {self.slug} »."})
        devenu = SlugFusionne.objects.filter(facette=self.facette, ancien=self.slug).first()
        if devenu:
            raise ValidationError(
                {"slug": f"L’identifiant « {self.slug} » mène déjà vers « {devenu.nouveau} » depuis une fusion."}
            )

    def save(self, *args: object, **kwargs: object) -> None:
        self.slug = self.slug or self.slug_propose()
        self.recherche = forme_de_recherche(*self.mots_de_recherche(), au_plus=self.recherche_au_plus)
        # What others write when they hear of it stands or falls with it.
        with transaction.atomic():
            super().save(*args, **kwargs)  # type: ignore[arg-type]  # Django's own signature, passed through

    def slug_propose(self) -> str:
        """The slug that a new term takes when nobody chose one."""
        return slugify(self.nom)[:80]

    def mots_de_recherche(self) -> tuple[str, ...]:
        """What an editor may type to find this term in the admin."""
        return (self.nom, self.slug)

    @classmethod
    def ordre_de_proximite(cls, forme: str) -> Sequence[models.expressions.Combinable | str]:
        """The order of terms whose names are as close as each other to what was typed."""
        return cls._meta.ordering or ["pk"]

    def slug_enregistre(self) -> str:
        """The slug as the database holds it, or "" for a new term."""
        found = type(self)._default_manager.filter(pk=self.pk).values_list("slug", flat=True).first()
        return found or ""


def forme_de_recherche(*textes: str, au_plus: int = RECHERCHE_AU_PLUS) -> str:
    """Texts without accents, case or punctuation, as terms are looked up in the admin and its choosers."""
    return " ".join(slugify(texte).replace("-", " ") for texte in textes if texte)[:au_plus]


class SlugFusionne(models.Model):
    """An old slug whose term was merged into another: URLs that hold it still find what they found."""

    facette = models.CharField("facette", max_length=20)
    ancien = models.SlugField("ancien identifiant", max_length=80)
    nouveau = models.SlugField("identifiant actuel", max_length=80)

    class Meta:
        verbose_name = "identifiant fusionné"
        verbose_name_plural = "identifiants fusionnés"
        constraints = [
            models.UniqueConstraint(fields=["facette", "ancien"], name="slug_fusionne_une_seule_cible"),
            models.CheckConstraint(condition=~models.Q(ancien=models.F("nouveau")), name="slug_fusionne_vers_un_autre"),
        ]

    def __str__(self) -> str:
        return f"{self.ancien} → {self.nouveau}"
