"""Flat lists of the pages that editors look for most, whatever their place in the tree."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.admin.widgets.button import Button

from pages.models import ExempleInspirant, Ressource
from taxonomy.admin.listings import TakenOut


class ListeDePages(TakenOut, PageListingViewSet.index_view_class):
    """A flat list that is taken out as a sheet, and all of whose pages may be changed together."""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        together = urlencode({"liste": self.request.get_full_path()})
        url = f"{reverse('lots_choisir')}?{together}"
        label = "Modifier en lot ce que la liste trouve"
        return [*super().header_more_buttons, Button(label, url=url, icon_name="list-ul", priority=80)]


class FiltreDeRessources(PageListingViewSet.filterset_class):
    """By nature and access, beside Wagtail's own filters."""

    class Meta:
        model = Ressource
        fields = ["nature", "acces", "responsable"]


class RessourceViewSet(PageListingViewSet):
    """All resources."""

    name = "ressources"
    model = Ressource
    index_view_class = ListeDePages
    icon = "link"
    menu_label = "Ressources"
    menu_order = 150
    add_to_admin_menu = True
    filterset_class = FiltreDeRessources


class ExempleViewSet(PageListingViewSet):
    """All exemples inspirants."""

    name = "exemples"
    model = ExempleInspirant
    index_view_class = ListeDePages
    icon = "openquote"
    menu_label = "Exemples"
    menu_order = 160
    add_to_admin_menu = True


ressources = RessourceViewSet()
exemples = ExempleViewSet()
