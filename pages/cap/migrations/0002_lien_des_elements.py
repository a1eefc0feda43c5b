import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone

from pages.liens.cles import cle_de


def suivre_les_liens_deja_ajoutes(apps, schema_editor):
    """Links that organisations added before are checked from now on."""
    Element, Lien = apps.get_model("cap", "Element"), apps.get_model("pages", "Lien")
    for element in Element.objects.exclude(url=""):
        cle = cle_de(element.url)
        if cle is not None:
            url, hote = cle
            seed = {"hote": hote, "prochain_controle_le": timezone.now(), "prive": True}
            element.lien = Lien.objects.get_or_create(url=url, defaults=seed)[0]
            element.save(update_fields=["lien"])


class Migration(migrations.Migration):
    dependencies = [("cap", "0001_initial"), ("pages", "0010_lien_prive")]

    operations = [
        migrations.AddField(
            model_name="element",
            name="lien",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="elements_de_cap",
                to="pages.lien",
            ),
        ),
        migrations.RunPython(suivre_les_liens_deja_ajoutes, migrations.RunPython.noop),
    ]
