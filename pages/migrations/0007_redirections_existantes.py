"""Redirections that lead out of the site were not followed before: those that exist are registered once."""

from django.db import migrations
from django.utils import timezone

from pages.liens.cles import cle_de
from pages.liens.urls import without_secrets


def enregistrer(apps, schema_editor):
    Lien = apps.get_model("pages", "Lien")
    OccurrenceLien = apps.get_model("pages", "OccurrenceLien")
    Redirect = apps.get_model("wagtailredirects", "Redirect")
    suivies = OccurrenceLien.objects.filter(redirection__isnull=False).values("redirection")
    for redirection in Redirect.objects.filter(redirect_page__isnull=True).exclude(redirect_link="").exclude(
        pk__in=suivies
    ):
        cle = cle_de(redirection.redirect_link)
        if cle is None:
            continue
        lien, _ = Lien.objects.get_or_create(
            url=cle[0], defaults={"hote": cle[1], "prochain_controle_le": timezone.now()}
        )
        if lien.etat == "retire":
            Lien.objects.filter(pk=lien.pk).update(etat="nouveau", prochain_controle_le=timezone.now())
        OccurrenceLien.objects.create(
            lien=lien,
            redirection=redirection,
            origine="redirection",
            champ="redirect_link",
            lieu="Destination",
            url_saisie=without_secrets(redirection.redirect_link)[:2048],
            en_ligne=True,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0006_remplacements"),
    ]

    operations = [
        migrations.RunPython(enregistrer, migrations.RunPython.noop, elidable=True),
    ]
