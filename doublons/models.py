"""What is known of pages by which doubles are found, the pairs that were found, and what people decided about them.

A row names the scheme that made it: rows of another scheme are made anew by `doublons.comparing`.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from liens.models import Lien
from pages.models import PageEditoriale


class Empreinte(models.Model):
    """What a page says, as its latest draft has it: its title in plain words, the fingerprint of its text."""

    page = models.OneToOneField(
        PageEditoriale, primary_key=True, on_delete=models.CASCADE, related_name="empreinte", serialize=False
    )
    titre = models.CharField(max_length=255)
    texte = models.BinaryField(max_length=240)
    mots = models.PositiveIntegerField("mots du texte")
    schema = models.CharField("méthode", max_length=80)
    a_comparer = models.BooleanField("à comparer", default=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "empreinte"
        verbose_name_plural = "empreintes"
        indexes = [models.Index(fields=["page"], condition=Q(a_comparer=True), name="empreinte_a_comparer")]

    def __str__(self) -> str:
        return self.titre


class CleDEmpreinte(models.Model):
    """One key under which pages with a near title, or a near text, are found."""

    empreinte = models.ForeignKey(Empreinte, on_delete=models.CASCADE, related_name="cles")
    valeur = models.BigIntegerField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "clé d’une empreinte"
        verbose_name_plural = "clés d’empreintes"
        indexes = [models.Index(fields=["valeur", "empreinte"], name="cle_d_empreinte")]

    def __str__(self) -> str:
        return str(self.valeur)


class CleDAdresse(models.Model):
    """The place to which a link leads, and the one at which the checker arrived: the same for all spellings."""

    lien = models.OneToOneField(Lien, primary_key=True, on_delete=models.CASCADE, related_name="+", serialize=False)
    ici = models.BigIntegerField(db_index=True, null=True)
    arrivee = models.BigIntegerField(db_index=True, null=True)
    accueil = models.BooleanField("première page d’un site", default=False)
    schema = models.CharField("méthode", max_length=40)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "clé d’une adresse"
        verbose_name_plural = "clés d’adresses"

    def __str__(self) -> str:
        return str(self.ici)


class Paire(models.Model):
    """Two pages, the one with the lesser key first."""

    premiere = models.ForeignKey(PageEditoriale, on_delete=models.CASCADE, related_name="+")
    seconde = models.ForeignKey(PageEditoriale, on_delete=models.CASCADE, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["premiere", "seconde"], name="%(class)s_une_fois"),
            models.CheckConstraint(condition=Q(premiere__lt=F("seconde")), name="%(class)s_dans_l_ordre"),
        ]

    def __str__(self) -> str:
        return f"{self.premiere_id} – {self.seconde_id}"


class PaireDeDoubles(Paire):
    """Two pages that may be one and the same thing. `motifs`: why, as `Motif` has it; `score`: 0 to 100."""

    motifs = models.JSONField(default=list)
    score = models.PositiveSmallIntegerField()

    class Meta(Paire.Meta):
        verbose_name = "paire de doubles"
        verbose_name_plural = "paires de doubles"
        ordering = ["-score", "premiere", "seconde"]
        indexes = [models.Index(fields=["-score", "premiere", "seconde"], name="paire_par_score")]


class PasUnDouble(Paire):
    """What somebody decided: these two are two things. It holds until somebody takes it back."""

    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="décidé par", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    le = models.DateTimeField("décidé le", auto_now_add=True)
    raison = models.CharField("raison", max_length=300, blank=True)

    class Meta(Paire.Meta):
        verbose_name = "paire qui n’est pas un double"
        verbose_name_plural = "paires qui ne sont pas des doubles"
        ordering = ["-le", "-pk"]


class FusionDeRessources(models.Model):
    """One ressource that another took the place of. Its page stays, withdrawn, with its versions and comments."""

    source = models.OneToOneField(PageEditoriale, on_delete=models.CASCADE, related_name="fusion")
    cible = models.ForeignKey(PageEditoriale, null=True, on_delete=models.SET_NULL, related_name="fusions")
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="par", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    le = models.DateTimeField("le", auto_now_add=True)
    bilan = models.JSONField(default=dict)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "fusion de ressources"
        verbose_name_plural = "fusions de ressources"
        ordering = ["-le", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(source=F("cible")), name="fusion_avec_une_autre_ressource"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.cible_id}"
