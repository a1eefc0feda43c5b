"""The mises en avant in the admin."""

from wagtail.admin.panels import FieldPanel, InlinePanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, UpdatedAtColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from search.promotions.models import MiseEnAvant


class MiseEnAvantViewSet(SnippetViewSet):
    """What is put above the hits of a search."""

    model = MiseEnAvant
    icon = "pick"
    menu_label = "Mises en avant"
    copy_view_enabled = False
    list_display = ["__str__", "note", BooleanColumn("actif", label="Actif"), UpdatedAtColumn()]
    list_filter = ["actif"]
    search_fields = ["requetes", "note"]
    edit_handler = ObjectList(
        [
            FieldPanel("requetes"),
            InlinePanel(
                "pages",
                heading="Pages, dans leur ordre",
                label="Page",
                min_num=1,
                help_text="Les pages montrées au-dessus des résultats.",
                panels=[FieldPanel("page", help_text="Ce que la recherche montre d’abord.")],
            ),
            FieldPanel("note"),
            FieldPanel("actif"),
        ]
    )
