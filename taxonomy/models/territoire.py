"""The tree of territoires: France › région › département › intercommunalité › commune.

A commune has two parents, its département and its intercommunalité, which may lie over several départements: its path
goes down to its own département, then through its intercommunalité. What an intercommunalité stands in is computed from
its communes (`taxonomy.tree`): one that lies over several départements is in none of them, and touches each.
"""

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.text import slugify

from taxonomy.enums import Niveau
from taxonomy.models.base import Terme
from taxonomy.signals import territoire_moved

PREFIXES = {
    Niveau.REGION: "reg",
    Niveau.COLLECTIVITE_OM: "om",
    Niveau.DEPARTEMENT: "dep",
    Niveau.EPCI: "epci",
    Niveau.EPT: "ept",
    Niveau.COMMUNE: "com",
}
SLUG_FRANCE = "france"
#: What communes join: none of these need lie in one département.
INTERCOMMUNALITES = (Niveau.EPCI, Niveau.EPT)
#: In one of these each commune lies.
DEPARTEMENTS = (Niveau.DEPARTEMENT, Niveau.COLLECTIVITE_OM)
#: How deep each level stands.
RANGS = {niveau.value: rang for rang, niveau in enumerate(Niveau)}


def slug_de_territoire(niveau: str, code: str) -> str:
    """`reg-84`, `dep-69`, `com-69123` …: the level is part of it, since « 01 » is both the Ain and Guadeloupe."""
    if niveau == Niveau.PAYS:
        return SLUG_FRANCE
    return f"{PREFIXES[Niveau(niveau)]}-{code.lower()}"


_NIVEAUX = {prefix: niveau for niveau, prefix in PREFIXES.items()}


def niveau_de(slug: str) -> Niveau:
    """The level that a slug tells of."""
    return _NIVEAUX.get(slug.partition("-")[0], Niveau.PAYS)


TAILLE_DE_LOT = 500


class Territoire(Terme):
    """One territory, by its official code (INSEE for régions, départements and communes, SIREN for EPCI)."""

    facette = "territoire"
    recherche_au_plus = 10_000

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
        help_text="Celui où elle compte, que son intercommunalité s’étende ou non au-delà.",
    )
    population = models.PositiveIntegerField("population", default=0, db_default=0, help_text="Nombre d’habitants.")
    codes_postaux = models.CharField(
        "codes postaux", max_length=300, blank=True, default="", db_default="", help_text="Séparés par des espaces."
    )
    anciens_codes = models.CharField(
        "anciens codes Insee",
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text="Ceux des communes qui l’ont formée, séparés par des espaces.",
    )
    autres_noms = models.TextField(
        "autres noms",
        blank=True,
        default="",
        db_default="",
        help_text="Un par ligne, comme on les cherche : communes déléguées, anciennes régions, sigles.",
    )
    # Names of former communes are part of it.
    recherche = models.TextField(blank=True, editable=False)
    chemin = models.CharField("chemin", max_length=400, blank=True, editable=False, db_index=True)
    touche = models.TextField(blank=True, editable=False, default="", db_default="")
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
        self.chemin = path_of(self.slug, self.parent, self.departement)
        self.cle_de_tri = cle_de_tri(self.niveau, self.nom)
        with transaction.atomic():
            before = Territoire.objects.filter(pk=self.pk).values_list("chemin", flat=True).first()
            super().save(*args, **kwargs)
            if before not in (None, self.chemin):
                recompute_paths_below(self.slug)
            if before != self.chemin:
                moved: list[Any] = territoire_moved.send(sender=Territoire, paths=(before or "", self.chemin))
                if any(self.pk in pks for _, pks in moved):
                    self.refresh_from_db(fields=["parent", "departement", "chemin", "touche"])

    def slug_propose(self) -> str:
        return slug_de_territoire(self.niveau, self.code)

    def mots_de_recherche(self) -> tuple[str, ...]:
        return (self.nom, self.code, self.codes_postaux, self.anciens_codes, *self.autres_noms.splitlines())

    @classmethod
    def ordre_de_proximite(cls, forme: str) -> Sequence[models.expressions.Combinable | str]:
        """Who has exactly that name, then the most people."""
        whole = [f"{rank}-{forme.replace(' ', '-')}" for rank, _ in enumerate(Niveau)]
        named = models.Case(models.When(cle_de_tri__in=whole, then=0), default=1, output_field=models.IntegerField())
        return (named, "-population", "cle_de_tri")

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
    _refuse_impossible_departement(territoire, parent)


def _refuse_impossible_departement(territoire: Territoire, parent: Territoire) -> None:
    departement = territoire.departement
    if departement is None:
        joined = territoire.niveau == Niveau.COMMUNE and parent.niveau in INTERCOMMUNALITES
        if joined and not is_in_a_departement(parent.chemin):
            sentence = "Choisissez le département de la commune : son intercommunalité s’étend sur plusieurs."
            raise ValidationError({"departement": sentence})
    elif territoire.niveau not in (Niveau.EPT, Niveau.COMMUNE):
        raise ValidationError({"departement": "Seule une commune a un département à part."})
    elif departement.niveau not in DEPARTEMENTS:
        raise ValidationError({"departement": "Choisissez un département."})


def is_in_a_departement(chemin: str) -> bool:
    """Whether the path of an intercommunalité or of a commune leads through a département."""
    return any(niveau_de(slug) in DEPARTEMENTS for slug in chemin.split("/"))


def path_of(slug: str, parent: Territoire | None, departement: Territoire | None) -> str:
    """The path of what has this slug, with these two above it."""
    return chemin_de(slug, parent.chemin if parent else "", departement.chemin if departement else "")


def chemin_de(slug: str, parent: str, departement: str = "") -> str:
    """Slugs from France to the territoire, joined by « / », given the paths of its parent and of its own département.

    Only the intercommunalités of the parent's path are taken where there is a département: what stands above them may
    be wider than it, or another one.
    """
    if not departement:
        return f"{parent}/{slug}" if parent else slug
    joined = (one for one in parent.split("/") if niveau_de(one) in INTERCOMMUNALITES)
    return "/".join((departement, *joined, slug))


def below(slug: str) -> models.Q:
    """On territoires: what lies in the one that this slug names, in part at least, itself left out."""
    inside = models.Q(chemin__startswith=f"{slug}/") | models.Q(chemin__contains=f"/{slug}/")
    return inside | models.Q(touche__contains=f"/{slug}/")


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
        chemin = path_of(row.slug, parent, departement)
        if chemin != row.chemin:
            row.chemin = chemin
            changes.append(row)
        recalcules[row.pk] = row
    Territoire.objects.bulk_update(changes, ["chemin"], batch_size=TAILLE_DE_LOT)


def cle_de_tri(niveau: str, nom: str) -> str:
    """Ladder first, then the name without accents, so that « Île-de-France » stands under I."""
    return f"{RANGS[niveau]}-{slugify(nom)}"
