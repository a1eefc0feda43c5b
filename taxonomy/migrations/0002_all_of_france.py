"""What people look territoires up by, and the rung of the établissements publics territoriaux."""

import django.db.models.deletion
from django.db import migrations, models

NIVEAUX = [
    ("pays", "National"),
    ("region", "Région"),
    ("collectivite_om", "Collectivité d’outre-mer"),
    ("departement", "Département"),
    ("epci", "Intercommunalité"),
    ("ept", "Établissement public territorial"),
    ("commune", "Commune"),
]


class Migration(migrations.Migration):
    dependencies = [("taxonomy", "0001_release_1")]
    operations = [
        migrations.AddField(
            model_name="territoire",
            name="population",
            field=models.PositiveIntegerField(
                db_default=0, default=0, help_text="Nombre d’habitants.", verbose_name="population"
            ),
        ),
        migrations.AddField(
            model_name="territoire",
            name="codes_postaux",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Séparés par des espaces.",
                max_length=300,
                verbose_name="codes postaux",
            ),
        ),
        migrations.AddField(
            model_name="territoire",
            name="anciens_codes",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Ceux des communes qui l’ont formée, séparés par des espaces.",
                max_length=300,
                verbose_name="anciens codes Insee",
            ),
        ),
        migrations.AddField(
            model_name="territoire",
            name="autres_noms",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="Un par ligne, comme on les cherche : communes déléguées, anciennes régions, sigles.",
                verbose_name="autres noms",
            ),
        ),
        migrations.AddField(
            model_name="territoire",
            name="touche",
            field=models.TextField(blank=True, db_default="", default="", editable=False),
        ),
        migrations.AlterField(
            model_name="territoire", name="recherche", field=models.TextField(blank=True, editable=False)
        ),
        migrations.AlterField(
            model_name="territoire",
            name="niveau",
            field=models.CharField(choices=NIVEAUX, max_length=20, verbose_name="niveau"),
        ),
        migrations.AlterField(
            model_name="territoire",
            name="departement",
            field=models.ForeignKey(
                blank=True,
                help_text="Celui où elle compte, que son intercommunalité s’étende ou non au-delà.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="taxonomy.territoire",
                verbose_name="département de la commune",
            ),
        ),
    ]
