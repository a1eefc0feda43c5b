"""What editors tell the search: synonyms, sigles, protected words. Read by `search.lexique.current` at every query."""

from django.core.exceptions import ValidationError
from django.db import models

from search.french import words
from search.lexique.entry_rules import (
    LETTRES_AU_PLUS,
    SIGLE_AU_PLUS,
    NamedGroup,
    lignes,
    refus_d_expression,
    refus_de_groupe,
    refus_de_mot_protege,
    refus_de_sigle,
)
from search.lexique.enums import Sens
from search.lexique.synonyms import SynonymGroup


class LexiqueEntry(models.Model):
    """What every row of the lexique has. `cle_livree` names the shipped group that a row stands for."""

    actif = models.BooleanField(
        "actif", default=True, help_text="Décoché, la recherche n’en tient plus compte ; rien n’est perdu."
    )
    cle_livree = models.CharField(max_length=200, blank=True, editable=False)
    modifie_le = models.DateTimeField("modifié le", auto_now=True)

    class Meta:
        abstract = True

    @property
    def est_livree(self) -> bool:
        """Whether the row came with the software."""
        return bool(self.cle_livree)

    @property
    def essai(self) -> str:
        """What an editor may try to see the row at work."""
        return str(self)


class GroupeDeSynonymes(LexiqueEntry):
    """Phrases that find one another, or that find others as well."""

    sens = models.CharField("sens", max_length=12, choices=Sens, default=Sens.EQUIVALENTS)
    expressions = models.TextField(
        "expressions",
        help_text="Un mot ou une expression par ligne. Les accents, les majuscules, les pluriels et les petits mots "
        "(de, le, et…) ne comptent pas.",
    )
    cibles = models.TextField(
        "trouvent aussi",
        blank=True,
        help_text="Pour un groupe à sens unique : ce que ces expressions trouvent aussi, une par ligne.",
    )

    class Meta:
        verbose_name = "groupe de synonymes"
        verbose_name_plural = "groupes de synonymes"
        ordering = ["expressions", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cle_livree"], condition=~models.Q(cle_livree=""), name="groupe_livre_une_seule_fois"
            )
        ]

    def __str__(self) -> str:
        if self.sens == Sens.SENS_UNIQUE:
            return f"{', '.join(lignes(self.expressions))} → {', '.join(lignes(self.cibles))}"
        return " = ".join(lignes(self.expressions))

    def clean(self) -> None:
        super().clean()
        self.expressions = "\n".join(lignes(self.expressions))
        self.cibles = "\n".join(lignes(self.cibles))
        refus = refus_de_groupe(
            self.groupe, sens_unique=self.sens == Sens.SENS_UNIQUE, autres=autres_groupes(self) if self.actif else ()
        )
        if refus:
            raise ValidationError({champ: [ValidationError(one) for one in found] for champ, found in refus.items()})

    @property
    def groupe(self) -> SynonymGroup:
        """The same, as the planner reads it."""
        return SynonymGroup(lignes(self.expressions), lignes(self.cibles))

    @property
    def essai(self) -> str:
        """The first of the phrases."""
        return next(iter(lignes(self.expressions)), "")


class Sigle(LexiqueEntry):
    """A sigle and what it stands for: each finds the other."""

    sigle = models.CharField("sigle", max_length=SIGLE_AU_PLUS, help_text="Avec ou sans points : ESS ou E.S.S.")
    developpe = models.CharField("forme développée", max_length=LETTRES_AU_PLUS)

    class Meta:
        verbose_name = "sigle"
        verbose_name_plural = "sigles"
        ordering = ["sigle", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cle_livree"], condition=~models.Q(cle_livree=""), name="sigle_livre_une_seule_fois"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sigle} = {self.developpe}"

    def clean(self) -> None:
        super().clean()
        self.sigle = " ".join(self.sigle.split())
        self.developpe = " ".join(self.developpe.split())
        refus = {"sigle": refus_de_sigle(self.sigle), "developpe": refus_d_expression(self.developpe)}
        if not any(refus.values()):
            autres = autres_groupes(self) if self.actif else []
            found = refus_de_groupe(self.groupe, sens_unique=False, autres=autres)
            refus["developpe"] = " ".join(found.get("expressions", []))
        if any(refus.values()):
            raise ValidationError({champ: phrase for champ, phrase in refus.items() if phrase})

    @property
    def groupe(self) -> SynonymGroup:
        """The same, as the planner reads it."""
        return SynonymGroup((self.sigle, self.developpe))

    @property
    def essai(self) -> str:
        """The sigle."""
        return self.sigle


class MotProtege(models.Model):
    """A word that a query finds as it is written only: neither its plural nor its family."""

    mot = models.CharField(
        "mot",
        max_length=60,
        help_text="La recherche ne le rapproche plus d’aucun autre : ni pluriel, ni accord, ni famille. "
        "Les accents et les majuscules ne comptent toujours pas.",
    )
    raison = models.CharField("pourquoi", max_length=200, blank=True, help_text="Pour celles et ceux qui suivront.")
    actif = models.BooleanField("actif", default=True)
    modifie_le = models.DateTimeField("modifié le", auto_now=True)
    forme = models.CharField(max_length=80, unique=True, editable=False)

    class Meta:
        verbose_name = "mot protégé"
        verbose_name_plural = "mots protégés"
        ordering = ["forme"]

    def __str__(self) -> str:
        return self.mot

    def clean(self) -> None:
        super().clean()
        self.mot = " ".join(self.mot.split())
        refus = refus_de_mot_protege(self.mot)
        if refus:
            raise ValidationError({"mot": refus})
        self.forme = forme_protegee(self.mot)
        if MotProtege.objects.filter(forme=self.forme).exclude(pk=self.pk).exists():
            raise ValidationError({"mot": f"« {self.mot} » est déjà protégé."})

    def save(self, *args: object, **kwargs: object) -> None:
        self.forme = forme_protegee(self.mot)
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # Django's own signature, passed through

    @property
    def essai(self) -> str:
        """The word."""
        return self.mot


def forme_protegee(mot: str) -> str:
    """The folded word, as queries hold it."""
    found = words(mot)
    return found[0].exact if found else ""


def autres_groupes(sauf: LexiqueEntry) -> list[NamedGroup]:
    """Every active group and sigle but this one."""
    rows: list[GroupeDeSynonymes | Sigle] = [
        *GroupeDeSynonymes.objects.filter(actif=True).exclude(pk=_pk(sauf, GroupeDeSynonymes)),
        *Sigle.objects.filter(actif=True).exclude(pk=_pk(sauf, Sigle)),
    ]
    return [NamedGroup(str(row), row.groupe) for row in rows]


def _pk(entree: LexiqueEntry, model: type[LexiqueEntry]) -> int:
    """0, which no row has, when the entry is new or of the other kind."""
    return entree.pk or 0 if isinstance(entree, model) else 0
