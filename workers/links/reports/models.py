"""Who receives reports, when, what was written, and the outbox: one row for each mail to each address.

A message and its mails are written in one transaction with what the report covers. No address is kept but those of
staff accounts, of organisations and of the technical team.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from taxonomy.models import Partenaire
from workers.links.reports.enums import EtatCourriel, Jour, Rythme, SorteMessage

HORAIRE = ("rythme", "jour", "heure", "actif")


@register_setting(icon="mail")
class ReglagesDesRapports(BaseGenericSetting):
    """When reports leave, and to whom they do not."""

    actif = models.BooleanField("envoyer les rapports", default=True)
    rythme = models.CharField("rythme", max_length=10, choices=Rythme, default=Rythme.SEMAINE)
    jour = models.PositiveSmallIntegerField(
        "jour", choices=Jour, default=Jour.LUNDI, help_text="Sans effet quand le rapport part chaque jour ouvré."
    )
    heure = models.PositiveSmallIntegerField(
        "heure", default=8, validators=[MaxValueValidator(23)], help_text="De 0 à 23, à l’heure de Paris."
    )
    meme_si_rien = models.BooleanField(
        "envoyer même quand rien n’a bougé",
        default=False,
        help_text="Sinon, un rapport ne part que s’il apprend quelque chose.",
    )
    au_comite = models.BooleanField(
        "un rapport d’ensemble pour le Comité", default=True, help_text="Il porte sur tous les liens du site."
    )
    aux_responsables = models.BooleanField(
        "un rapport à chaque responsable", default=True, help_text="Il porte sur les liens de ses pages."
    )
    sans_rapport = models.ManyToManyField(
        Partenaire,
        verbose_name="ne rien envoyer à",
        blank=True,
        related_name="+",
        limit_choices_to={"est_comite": True},
        help_text="Ces membres du Comité ne reçoivent pas le rapport de leurs pages.",
    )
    en_vigueur_le = models.DateTimeField(default=timezone.now, editable=False)

    panels = [
        FieldPanel("actif", help_text="Sans cela, aucun rapport ne part."),
        FieldRowPanel(
            [
                FieldPanel("rythme", help_text="Tous les combien les rapports partent."),
                FieldPanel("jour"),
                FieldPanel("heure"),
            ],
            heading="Quand",
        ),
        MultiFieldPanel(
            [
                FieldPanel("au_comite"),
                FieldPanel("aux_responsables"),
                FieldPanel("sans_rapport", widget=forms.CheckboxSelectMultiple),
            ],
            heading="À qui",
        ),
        FieldPanel("meme_si_rien"),
    ]

    class Meta:
        verbose_name = "rapports par courriel"
        constraints = [
            models.CheckConstraint(condition=Q(heure__lte=23), name="reglages_heure_du_jour"),
            models.CheckConstraint(condition=Q(jour__lte=6), name="reglages_jour_de_la_semaine"),
        ]

    def __str__(self) -> str:
        return "Rapports par courriel"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new timetable starts at its next hour: it never sends at once what its past would have sent."""
        avant = type(self).objects.filter(pk=self.pk).values_list(*HORAIRE).first()
        if avant is not None and avant != tuple(getattr(self, nom) for nom in HORAIRE):
            self.en_vigueur_le = timezone.now()
        super().save(*args, **kwargs)


class Destinataire(models.Model):
    """A staff account that receives the report of a member of the Comité, or of the whole site."""

    compte = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="compte", on_delete=models.CASCADE, related_name="rapports_recus"
    )
    partenaire = models.ForeignKey(
        Partenaire,
        verbose_name="membre du Comité",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="destinataires",
        limit_choices_to={"est_comite": True},
        help_text="Vide : ce compte reçoit le rapport d’ensemble.",
    )
    actif = models.BooleanField("reçoit les rapports", default=True)

    class Meta:
        verbose_name = "destinataire"
        verbose_name_plural = "destinataires"
        ordering = ["partenaire__nom", "compte__username"]
        constraints = [
            models.UniqueConstraint(
                fields=["compte", "partenaire"],
                name="destinataire_une_fois",
                violation_error_message="Ce compte reçoit déjà ce rapport.",
            ),
            models.UniqueConstraint(
                fields=["compte"],
                condition=Q(partenaire__isnull=True),
                name="destinataire_d_ensemble_une_fois",
                violation_error_message="Ce compte reçoit déjà le rapport d’ensemble.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.compte.get_username()} – {self.partenaire or 'rapport d’ensemble'}"

    def clean(self) -> None:
        super().clean()
        if not self.compte_id:
            return
        if not self.compte.email:
            raise ValidationError({"compte": "Ce compte n’a pas d’adresse électronique : ajoutez-la d’abord."})
        if not self.compte.has_perm("wagtailadmin.access_admin"):
            raise ValidationError({"compte": "Ce compte n’a pas accès à l’administration : choisissez-en un autre."})


class Message(models.Model):
    """What is written, once for all who receive it; never changed afterwards."""

    sorte = models.CharField("sorte", max_length=10, choices=SorteMessage)
    sujet = models.CharField("objet", max_length=250)
    texte = models.TextField("version texte")
    html = models.TextField("version HTML", blank=True)
    tableau = models.TextField("tableau joint", blank=True)
    nom_du_tableau = models.CharField("nom du tableau", max_length=100, blank=True)
    cree_le = models.DateTimeField("écrit le", default=timezone.now, db_index=True)

    class Meta:
        verbose_name = "message"
        verbose_name_plural = "messages"
        ordering = ["-cree_le", "-pk"]

    def __str__(self) -> str:
        return self.sujet


class Rapport(models.Model):
    """One edition of one report: its window, and what its readers know once it has been sent.

    Without a message, nothing had moved. `couvre` is `delta.Instantane` as JSON: the next edition starts from there.
    """

    partenaire = models.ForeignKey(
        Partenaire, null=True, blank=True, on_delete=models.CASCADE, related_name="+", verbose_name="membre du Comité"
    )
    creneau = models.DateTimeField("échéance")
    du = models.DateTimeField("depuis le", null=True, blank=True)
    au = models.DateTimeField("jusqu’au")
    couvre = models.JSONField(default=dict)
    message = models.OneToOneField(
        Message, null=True, blank=True, on_delete=models.CASCADE, related_name="rapport", verbose_name="message"
    )

    class Meta:
        verbose_name = "rapport"
        verbose_name_plural = "rapports"
        ordering = ["-creneau", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["partenaire", "creneau"], name="rapport_un_par_echeance"),
            models.UniqueConstraint(
                fields=["creneau"], condition=Q(partenaire__isnull=True), name="rapport_d_ensemble_un_par_echeance"
            ),
            models.CheckConstraint(
                condition=Q(du__isnull=True) | Q(du__lte=models.F("au")), name="rapport_dates_en_ordre"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partenaire or 'Tout le site'} ({self.creneau:%d/%m/%Y})"


class Courriel(models.Model):
    """One message to one address.

    `bail_*` is the lease of the worker that sends it. `remise_le` is written before the last byte is given to the
    mail server and taken back when it refuses: a row that keeps it without being sent may or may not have arrived.
    """

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="courriels", verbose_name="message")
    adresse = models.EmailField("adresse")
    compte = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="Quand le compte disparaît, son adresse disparaît avec lui.",
    )
    identifiant = models.CharField("Message-ID", max_length=255, unique=True)
    etat = models.CharField("état", max_length=10, choices=EtatCourriel, default=EtatCourriel.A_ENVOYER)
    essais = models.PositiveIntegerField("essais", default=0)
    prochain_essai_le = models.DateTimeField("prochain essai", default=timezone.now)
    erreur = models.CharField("dernière raison", max_length=300, blank=True)
    bail_par = models.CharField(max_length=32, blank=True, editable=False)
    bail_jusqu_au = models.DateTimeField(null=True, blank=True, editable=False)
    remise_le = models.DateTimeField("confié au serveur le", null=True, blank=True)
    envoye_le = models.DateTimeField("envoyé le", null=True, blank=True)

    class Meta:
        verbose_name = "courriel"
        verbose_name_plural = "courriels"
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["prochain_essai_le"], name="courriel_a_envoyer", condition=Q(etat=EtatCourriel.A_ENVOYER)
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["message", "adresse"], name="courriel_une_fois_par_adresse"),
            models.CheckConstraint(
                condition=Q(etat=EtatCourriel.ENVOYE, envoye_le__isnull=False)
                | (~Q(etat=EtatCourriel.ENVOYE) & Q(envoye_le__isnull=True)),
                name="courriel_envoye_avec_sa_date",
            ),
            models.CheckConstraint(
                condition=Q(bail_par="", bail_jusqu_au__isnull=True)
                | (~Q(bail_par="") & Q(bail_jusqu_au__isnull=False)),
                name="courriel_bail_de_quelqu_un",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message.sujet} → {self.adresse}"
