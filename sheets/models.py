"""An imported sheet and its lines, kept until they are deleted: what was said, what it became, how to take it back.

A line is worked on in a transaction that also says that it is done: a worker that is killed leaves it as it was.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from wagtail.models import Page, Revision

from pages.models import PageEditoriale
from sheets.enums import AttenteDeLigne, DecisionDeLigne, EtatImport, IssueDeLigne, SorteDeFeuille, VerdictDeLigne
from taxonomy.models import Partenaire


class ImportDeFeuille(models.Model):
    """One sheet that somebody sent, for an organisation.

    `entetes`: headings in their order; `colonnes`: for each the key of our column, "" to leave it out; `defauts`: our
    column → text for all lines that say nothing. `notes`: sentences about the file.
    """

    sorte = models.CharField("contenu", max_length=20, choices=SorteDeFeuille)
    fichier = models.CharField("fichier", max_length=255)
    feuille = models.CharField("feuille", max_length=255, blank=True)
    # A number without constraint: that a sheet came keeps no organisation from being deleted, or merged.
    organisation = models.PositiveBigIntegerField("pour", null=True)
    source = models.CharField("source", max_length=120)
    place = models.ForeignKey(Page, verbose_name="rangée dans", null=True, on_delete=models.SET_NULL, related_name="+")
    etat = models.CharField("état", max_length=20, choices=EtatImport, default=EtatImport.COLONNES)
    entetes = models.JSONField(default=list)
    colonnes = models.JSONField(default=list)
    defauts = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    vides_effacent = models.BooleanField("une cellule vide efface", default=False)
    soumettre = models.BooleanField("soumettre à la relecture", default=False)
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="par", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    le = models.DateTimeField("déposé le", auto_now_add=True)
    fini_le = models.DateTimeField("importé le", null=True)
    annule_par = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    annule_le = models.DateTimeField("annulé le", null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "import de feuille"
        verbose_name_plural = "imports de feuilles"
        ordering = ["-le", "-pk"]

    def __str__(self) -> str:
        return self.fichier


class LigneDeFeuille(models.Model):
    """One line: its cells, what the dry run says, what became of it.

    `cellules`: texts, or [text, address] for a link. `changements`: [{"champ", "avant", "apres"}]. `indecis`:
    [[facette, text]]. `vue`: the version with which it was compared. `double`: the page that it looks like, by key.
    """

    imp = models.ForeignKey(ImportDeFeuille, on_delete=models.CASCADE, related_name="lignes")
    numero = models.PositiveIntegerField("ligne")
    cellules = models.JSONField(default=list)
    titre = models.CharField(max_length=255, blank=True)
    attente = models.CharField(max_length=10, choices=AttenteDeLigne, blank=True, default="")
    verdict = models.CharField(max_length=10, choices=VerdictDeLigne, blank=True, default="")
    pourquoi = models.JSONField(default=list)
    changements = models.JSONField(default=list)
    indecis = models.JSONField(default=list)
    decision = models.CharField(max_length=10, choices=DecisionDeLigne, blank=True, default="")
    double = models.PositiveBigIntegerField(null=True)
    cible = models.PositiveBigIntegerField(null=True)
    vue = models.PositiveBigIntegerField(null=True)
    issue = models.CharField("résultat", max_length=10, choices=IssueDeLigne, blank=True, default="")
    raison = models.CharField("explication", max_length=500, blank=True)
    page = models.ForeignKey(PageEditoriale, null=True, on_delete=models.SET_NULL, related_name="+")
    partenaire = models.PositiveBigIntegerField(null=True)
    avant = models.ForeignKey(Revision, null=True, on_delete=models.SET_NULL, related_name="+")
    apres = models.ForeignKey(Revision, null=True, on_delete=models.SET_NULL, related_name="+")
    apres_le = models.DateTimeField(null=True)
    # Where there are no versions: {field: [before, after]}.
    champs = models.JSONField(default=dict)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "ligne de feuille"
        verbose_name_plural = "lignes de feuille"
        ordering = ["numero"]
        constraints = [
            models.UniqueConstraint(fields=["imp", "numero"], name="ligne_de_feuille_une_fois"),
        ]
        indexes = [
            models.Index(fields=["imp", "numero"], condition=~Q(attente=""), name="ligne_de_feuille_qui_attend"),
        ]

    def __str__(self) -> str:
        return f"Ligne {self.numero}"


class Correspondance(models.Model):
    """What a text of sheets means for an organisation, decided once: a heading a column, a word a term.

    `quoi`: `colonne.` with a kind of sheet, or `terme.` with a facette. `valeur`: the column’s key or the term’s slug;
    "": nothing. `organisation`: its key, 0 for accounts of none.
    """

    organisation = models.PositiveBigIntegerField(default=0)
    quoi = models.CharField(max_length=40)
    texte = models.CharField(max_length=250)
    valeur = models.CharField(max_length=100, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "correspondance"
        verbose_name_plural = "correspondances"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "quoi", "texte"], name="correspondance_une_fois")
        ]

    def __str__(self) -> str:
        return f"{self.texte} → {self.valeur}"


class IdentifiantExterne(models.Model):
    """What a source calls a page or a partner: a second sheet, a feed or a program finds it again by that."""

    source = models.CharField("source", max_length=120)
    identifiant = models.CharField("identifiant", max_length=200)
    page = models.ForeignKey(PageEditoriale, null=True, on_delete=models.CASCADE, related_name="identifiants")
    partenaire = models.ForeignKey(Partenaire, null=True, on_delete=models.CASCADE, related_name="identifiants")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "identifiant externe"
        verbose_name_plural = "identifiants externes"
        constraints = [
            models.CheckConstraint(
                condition=Q(page__isnull=False, partenaire__isnull=True)
                | Q(page__isnull=True, partenaire__isnull=False),
                name="identifiant_d_un_seul_porteur",
            ),
            models.UniqueConstraint(
                fields=["source", "identifiant"], condition=Q(page__isnull=False), name="identifiant_d_une_page"
            ),
            models.UniqueConstraint(
                fields=["source", "identifiant"],
                condition=Q(partenaire__isnull=False),
                name="identifiant_d_un_partenaire",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}\u00a0: {self.identifiant}"
