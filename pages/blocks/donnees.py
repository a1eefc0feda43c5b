"""Figures and tables, each with its source."""

from django.core.validators import MaxValueValidator, MinValueValidator
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from taxonomy.adresses import valider_url


class ChiffreCleBlock(blocks.StructBlock):
    """One large figure: what it counts, who says so, for which year."""

    valeur = blocks.CharBlock(label="valeur", max_length=30, help_text="Par exemple : 17, ou 34 800.")
    unite = blocks.CharBlock(label="unité", required=False, max_length=40, help_text="Par exemple : %, ou communes.")
    libelle = blocks.CharBlock(label="ce que le chiffre compte", max_length=200)
    source = blocks.CharBlock(label="source", max_length=200)
    source_url = blocks.CharBlock(label="adresse de la source", required=False, validators=[valider_url])
    millesime = blocks.IntegerBlock(
        label="année des données", validators=[MinValueValidator(1900), MaxValueValidator(2100)]
    )

    class Meta:
        icon = "order-up"
        label = "Chiffre clé"
        template = "blocks/chiffre_cle.html"


class TableauBlock(blocks.StructBlock):
    """A table with a caption, so that it can be understood when read aloud."""

    titre = blocks.CharBlock(label="titre du tableau")
    tableau = TypedTableBlock(
        [
            ("texte", blocks.CharBlock(label="texte", required=False)),
            ("nombre", blocks.DecimalBlock(label="nombre", required=False)),
        ],
        label="tableau",
    )
    source = blocks.CharBlock(label="source", required=False)

    class Meta:
        icon = "table"
        label = "Tableau"
        template = "blocks/tableau.html"
