"""Flat lists of the pages that editors look for most, whatever their place in the tree."""

from wagtail.admin.viewsets.pages import PageListingViewSet

from pages.models import ExempleInspirant, Ressource
from taxonomy.admin.listings import TakenOut


class FiltreDeRessources(PageListingViewSet.filterset_class):
    """By nature and access, beside Wagtail's own filters."""

    class Meta:
        model = Ressource
        fields = ["nature", "acces", "responsable"]


class ListeDePages(TakenOut, PageListingViewSet.index_view_class):
    """A list that is taken out as a sheet."""


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
