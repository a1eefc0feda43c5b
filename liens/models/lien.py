"""The registry of outgoing links: one row per address, one row per place that cites it.

Pages never write here by hand: `liens.recording` keeps occurrences in step with what is saved,
`liens.private` looks after what organisations added to their C.A.P., and `workers.links` alone writes a link's
state. Templates and search only read.
"""

from datetime import datetime

from django.db import models

from liens.enums import EtatLien, OrigineOccurrence
from taxonomy.models import Partenaire


class LienQuerySet(models.QuerySet["Lien"]):
    """The questions that are asked about links."""

    def cites(self) -> "LienQuerySet":
        """Links that a live page, a draft or a partner's card still cites: not what organisations alone added."""
        return self.exclude(etat=EtatLien.RETIRE).filter(prive=False)

    def a_regarder(self) -> "LienQuerySet":
        """Links about which an editor should do something: not those that somebody set aside or saw working."""
        return self.filter(
            etat__in=[EtatLien.CASSE, EtatLien.SUSPECT, EtatLien.DANGER, EtatLien.ATTENTION],
            mis_de_cote=False,
            confirme_le__isnull=True,
            prive=False,
        )

    def dans_cet_etat_depuis(self) -> dict[str, datetime | None]:
        """When the checker settled on the state that each of these links has, by address."""
        return dict(self.order_by().values_list("url", "etat_depuis"))


class Lien(models.Model):
    """One normalised outgoing address, its public state and when it was last seen alive."""

    url = models.CharField("adresse", max_length=2048, unique=True)
    hote = models.CharField("site", max_length=255, db_index=True)
    etat = models.CharField("état", max_length=20, choices=EtatLien, default=EtatLien.NOUVEAU, db_index=True)
    etat_depuis = models.DateTimeField("dans cet état depuis", null=True, blank=True, db_index=True)
    verifie_le = models.DateTimeField(
        "vérifié le", null=True, blank=True, db_index=True, help_text="Dernière fois que l’adresse a bien répondu."
    )
    confirme_le = models.DateTimeField(
        "confirmé le",
        null=True,
        blank=True,
        help_text="Quelqu’un a vu l’adresse fonctionner malgré le contrôle ; vide dès que cela ne vaut plus.",
    )
    mis_de_cote = models.BooleanField(
        "mis de côté",
        default=False,
        help_text="Un éditeur a décidé de l’ignorer ou de le mettre en pause ; le lien reste contrôlé.",
    )
    prive = models.BooleanField(
        "privé",
        default=False,
        editable=False,
        help_text="Connu des seuls C.A.P. qui le contiennent ; contrôlé comme les autres.",
    )
    controle_le = models.DateTimeField("dernier contrôle", null=True, blank=True, db_index=True)
    prochain_controle_le = models.DateTimeField("prochain contrôle", db_index=True)
    reserve_jusqu_au = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="Un contrôle est en cours jusqu’à cette heure au plus tard.",
    )
    classe = models.CharField("dernière observation", max_length=30, blank=True)
    code_http = models.PositiveSmallIntegerField("réponse du site", null=True, blank=True)
    raison = models.CharField("explication", max_length=300, blank=True)
    url_finale = models.CharField("adresse d’arrivée", max_length=2048, blank=True)
    premier_vu_le = models.DateTimeField("connu depuis", auto_now_add=True)

    objects = LienQuerySet.as_manager()

    class Meta:
        verbose_name = "lien"
        verbose_name_plural = "liens"
        ordering = ["url"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(url=""), name="lien_url_non_vide"),
        ]

    def __str__(self) -> str:
        return self.url


class OccurrenceLien(models.Model):
    """One place that cites a link: a field or a block of a page, live or draft, a partner's card, a redirection."""

    lien = models.ForeignKey(Lien, on_delete=models.CASCADE, related_name="occurrences")
    page = models.ForeignKey(
        "pages.PageEditoriale", null=True, blank=True, on_delete=models.CASCADE, related_name="occurrences"
    )
    partenaire = models.ForeignKey(
        Partenaire, null=True, blank=True, on_delete=models.CASCADE, related_name="occurrences"
    )
    redirection = models.ForeignKey(
        "wagtailredirects.Redirect", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    origine = models.CharField("origine", max_length=20, choices=OrigineOccurrence)
    champ = models.CharField("champ", max_length=200, help_text="Chemin du champ, par exemple corps.3.url.")
    bloc = models.CharField("bloc", max_length=40, blank=True, help_text="Le plus proche, élément de liste compris.")
    lieu = models.CharField("endroit", max_length=300, blank=True, help_text="Le chemin, avec les mots de l’éditeur.")
    texte = models.CharField("texte du lien", max_length=300, blank=True)
    url_saisie = models.CharField("adresse saisie", max_length=2048)
    en_ligne = models.BooleanField("dans la version publiée", default=False)
    en_brouillon = models.BooleanField("dans le brouillon", default=False)

    class Meta:
        verbose_name = "citation d’un lien"
        verbose_name_plural = "citations de liens"
        ordering = ["page_id", "champ"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(page__isnull=False, partenaire__isnull=True, redirection__isnull=True)
                | models.Q(page__isnull=True, partenaire__isnull=False, redirection__isnull=True)
                | models.Q(page__isnull=True, partenaire__isnull=True, redirection__isnull=False),
                name="occurrence_d_un_seul_porteur",
            ),
            models.CheckConstraint(
                condition=models.Q(en_ligne=True) | models.Q(en_brouillon=True),
                name="occurrence_en_ligne_ou_en_brouillon",
            ),
            models.UniqueConstraint(fields=["page", "lien", "champ", "bloc", "texte"], name="occurrence_une_par_place"),
        ]
        indexes = [models.Index(fields=["page", "en_ligne"], name="occurrence_par_page")]

    def __str__(self) -> str:
        return f"{self.url_saisie} ({self.champ})"
