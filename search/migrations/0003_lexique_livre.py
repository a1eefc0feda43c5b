"""The shipped synonyms and sigles become rows that editors can change."""

from django.db import migrations

from search.lexique.livre import charger


def charger_le_lexique(apps, schema_editor):
    charger(apps.get_model("search", "GroupeDeSynonymes"), apps.get_model("search", "Sigle"))


class Migration(migrations.Migration):
    dependencies = [("search", "0002_lexique_temoins_frequentes")]

    operations = [migrations.RunPython(charger_le_lexique, migrations.RunPython.noop)]
