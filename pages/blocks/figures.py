"""Figures and tables, each with its source."""

from decimal import Decimal
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from ground.addresses.validation import validate_url
from pages.api.shapes import Cellules
from pages.blocks.addresses import AddressBlock


class ChiffreCleBlock(blocks.StructBlock):
    """One large figure: what it counts, who says so, for which year."""

    valeur = blocks.CharBlock(label="valeur", max_length=30, help_text="Par exemple : 17, ou 34 800.")
    unite = blocks.CharBlock(label="unité", required=False, max_length=40, help_text="Par exemple : %, ou communes.")
    libelle = blocks.CharBlock(
        label="ce que le chiffre compte", help_text="Par exemple : associations créées dans l’année.", max_length=200
    )
    source = blocks.CharBlock(label="source", help_text="Qui le dit, par exemple : Insee.", max_length=200)
    source_url = AddressBlock(
        label="adresse de la source",
        help_text="La page où le vérifier. « https:// » s’ajoute tout seul.",
        required=False,
        validators=[validate_url],
    )
    millesime = blocks.IntegerBlock(
        label="année des données",
        help_text="L’année que décrit le chiffre, par exemple 2024.",
        validators=[MinValueValidator(1900), MaxValueValidator(2100)],
    )

    class Meta:
        icon = "order-up"
        label = "Chiffre clé"
        template = "blocks/chiffre_cle.html"


class CellulesBlock(TypedTableBlock):
    """Typed columns, given to the API row by row; a number is a number."""

    forme_api: ClassVar[Any] = Cellules

    def get_api_representation(self, table: Any, context: Any = None) -> dict[str, Any]:
        return {
            "legende": table.caption or "",
            "colonnes": [{"type": one["block"].name, "titre": one["heading"]} for one in table.columns],
            "lignes": [[_cellule(value) for value in row["values"]] for row in table.row_data],
        }


def _cellule(value: Any) -> str | float | None:
    return float(value) if isinstance(value, Decimal) else value


class TableauBlock(blocks.StructBlock):
    """A table with a caption, so that it can be understood when read aloud."""

    titre = blocks.CharBlock(label="titre du tableau", help_text="Ce que le tableau compare : il se lit avant lui.")
    tableau = CellulesBlock(
        [
            (
                "texte",
                blocks.CharBlock(label="texte", required=False),
            ),
            ("nombre", blocks.DecimalBlock(label="nombre", required=False)),
        ],
        label="tableau",
        help_text="Choisissez d’abord les colonnes, puis ajoutez les lignes.",
    )
    source = blocks.CharBlock(label="source", help_text="Qui le dit, et pour quelle année.", required=False)

    class Meta:
        icon = "table"
        label = "Tableau"
        template = "blocks/tableau.html"
