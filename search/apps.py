from django.apps import AppConfig


class SearchConfig(AppConfig):
    """What is asked, what is indexed, in French, on two engines."""

    name = "search"
    verbose_name = "Recherche"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.core.checks import register

        from doublons.merging.following import cites_pages
        from public.doors import SEARCH, SUGGESTIONS
        from search.admin.rights import grant_the_menu
        from search.checks import check_search
        from search.index import receivers as index  # models must be loaded before receivers are connected
        from search.lexique import receivers as lexique  # as above
        from search.promotions import receivers as promotions  # as above
        from search.promotions.models import PageMiseEnAvant  # as above
        from search.temoins.models import PageTemoin  # as above

        cites_pages(PageMiseEnAvant, "page", ("mise en avant", "mises en avant"))
        cites_pages(PageTemoin, "page", ("requête témoin", "requêtes témoins"))
        index.connect()
        lexique.connect()
        promotions.connect()
        grant_the_menu()
        register(check_search)
        SEARCH.leads_to("search:page")
        SUGGESTIONS.leads_to("wagtailapi_v3:recherche_suggestions")
