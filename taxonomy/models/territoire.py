"""The tree of territoires: France › région › département › intercommunalité › commune."""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.core.exceptions import ValidationError
from django.db import models, transaction

from taxonomy.enums import Niveau
from taxonomy.models.base import Terme

PREFIXES = {
    Niveau.REGION: "reg",
    Niveau.COLLECTIVITE_OM: "om",
    Niveau.DEPARTEMENT: "dep",
    Niveau.EPCI: "epci",
    Niveau.COMMUNE: "com",
}
SLUG_FRANCE = "france"


def slug_de_territoire(niveau: str, code: str) -> str:
    """`reg-84`, `dep-69`, `com-69123` …: the level is part of it, since « 01 » is both the Ain and Guadeloupe."""
    if niveau == Niveau.PAYS:
        return SLUG_FRANCE
    return f"{PREFIXES[Niveau(niveau)]}-{code.lower()}"


TAILLE_DE_LOT = 500


class Territoire(Terme):
    """One territory, by its official code (INSEE for régions, départements and communes, SIREN for EPCI)."""

    facette = "territoire"

    niveau = models.CharField("niveau", max_length=20, choices=Niveau)
    code = models.CharField("code officiel", max_length=9, help_text="Code Insee ou SIREN.")
    parent = models.ForeignKey(
        "self",
        verbose_name="territoire supérieur",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="enfants",
    )
    departement = models.ForeignKey(
        "self",
        verbose_name="département de la commune",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Utile quand l’intercommunalité de la commune est rattachée à un autre département.",
    )
    chemin = models.CharField("chemin", max_length=400, blank=True, editable=False, db_index=True)
    cle_de_tri = models.CharField(max_length=220, blank=True, editable=False, db_index=True)

    class Meta:
        verbose_name = "territoire"
        verbose_name_plural = "territoires"
        ordering = ["cle_de_tri"]
        constraints = [
            models.UniqueConstraint(fields=["niveau", "code"], name="territoire_code_unique_par_niveau"),
            models.CheckConstraint(
                condition=models.Q(niveau=Niveau.PAYS, parent__isnull=True)
                | models.Q(parent__isnull=False) & ~models.Q(niveau=Niveau.PAYS),
                name="territoire_seul_le_pays_est_sans_parent",
            ),
        ]

    def __str__(self) -> str:
        if self.niveau == Niveau.PAYS:
            return self.nom
        return f"{self.nom} ({self.get_niveau_display().lower()}, {self.code})"

    def clean(self) -> None:
        # Its slug and its place are made of both: without one, whoever reads the fields has said so.
        if self.niveau in Niveau.values and self.code:
            refuse_impossible_place(self)
            super().clean()

    def save(self, *args: object, **kwargs: object) -> None:
        self.slug = self.slug or self.slug_propose()
        self.chemin = chemin_de(self, parent=self.parent, departement=self.departement)
        self.cle_de_tri = cle_de_tri(self.niveau, self.nom)
        with transaction.atomic():
            before = Territoire.objects.filter(pk=self.pk).values_list("chemin", flat=True).first()
            super().save(*args, **kwargs)
            if before not in (None, self.chemin):
                recompute_paths_below(self.slug)

    def slug_propose(self) -> str:
        return slug_de_territoire(self.niveau, self.code)

    def mots_de_recherche(self) -> tuple[str, ...]:
        return (self.nom, self.code)

    def ancetres(self) -> list[str]:
        """Slugs of everything above it, from France down, itself excluded."""
        return self.chemin.split("/")[:-1]


def refuse_impossible_place(territoire: Territoire) -> None:
    """Raise ValidationError, with a sentence at the field, unless the territoire fits where it is put."""
    parent = territoire.parent
    if territoire.niveau == Niveau.PAYS:
        if parent is not None:
            raise ValidationError({"parent": "Le pays n’a pas de territoire supérieur."})
        return
    if parent is None:
        raise ValidationError({"parent": "Choisissez le territoire supérieur, par exemple la région d’un département."})
    if territoire.pk and (parent.pk == territoire.pk or territoire.slug in parent.chemin.split("/")):
        raise ValidationError({"parent": f"« {parent} » est déjà dans ce territoire : il ne peut pas être au-dessus."})
    echelle = list(Niveau)
    if echelle.index(Niveau(parent.niveau)) >= echelle.index(Niveau(territoire.niveau)):
        raise ValidationError({"parent": "Le territoire supérieur doit être d’un niveau plus large."})
    departement = territoire.departement
    if departement is not None and territoire.niveau != Niveau.COMMUNE:
        raise ValidationError({"departement": "Seule une commune a un département à part."})
    if departement is not None and departement.niveau not in (Niveau.DEPARTEMENT, Niveau.COLLECTIVITE_OM):
        raise ValidationError({"departement": "Choisissez un département."})


def chemin_de(territoire: Territoire, *, parent: Territoire | None, departement: Territoire | None) -> str:
    """Slugs from France to the territoire, joined by « / ».

    A commune whose EPCI is attached to another département has both its EPCI's line and its own département
    (with that one's région) in the path, so that it is found under each.
    """
    above = parent.chemin.split("/") if parent else []
    if departement:
        own = departement.chemin.split("/")
        above = above[:-1] + [slug for slug in own if slug not in above] + above[-1:]
    return "/".join([*above, territoire.slug])


def below(slug: str) -> models.Q:
    """On territoires: what lies in the one that this slug names, itself left out."""
    return models.Q(chemin__startswith=f"{slug}/") | models.Q(chemin__contains=f"/{slug}/")


def at_or_below(slugs: Iterable[str]) -> models.Q:
    """On territoires: these, and all that lies in one of them."""
    slugs = list(slugs)
    return reduce(or_, map(below, slugs), models.Q(slug__in=slugs))


def recompute_paths_below(slug: str) -> None:
    """Write again the path of everything that had `slug` above it."""
    dessous = Territoire.objects.filter(below(slug))
    echelle = list(Niveau.values)
    rows = sorted(dessous.select_related("parent", "departement"), key=lambda row: echelle.index(row.niveau))
    recalcules: dict[int, Territoire] = {}
    changes = []
    for row in rows:
        parent = recalcules.get(row.parent_id or 0, row.parent)
        departement = recalcules.get(row.departement_id or 0, row.departement)
        chemin = chemin_de(row, parent=parent, departement=departement)
        if chemin != row.chemin:
            row.chemin = chemin
            changes.append(row)
        recalcules[row.pk] = row
    Territoire.objects.bulk_update(changes, ["chemin"], batch_size=TAILLE_DE_LOT)


def cle_de_tri(niveau: str, nom: str) -> str:
    """Ladder first, then the name without accents, so that « Île-de-France » stands under I."""
    from django.utils.text import slugify  # the sort key follows the same folding as slugs

    return f"{list(Niveau).index(Niveau(niveau))}-{slugify(nom)}"
