from django.apps import AppConfig


class PublicConfig(AppConfig):
    """The public face of the pages: what their templates show, and the navigation."""

    name = "public"
    verbose_name = "Site public"

    def ready(self) -> None:
        from pages.registry import dress_pages
        from public import freshness, navigation  # models must be loaded before receivers are connected
        from public.families import agir, comprendre, home, ressource, trunk  # noqa: F401  each registers its types
        from public.page_context import contexte_de_page

        dress_pages(contexte_de_page)
        navigation.connect()
        freshness.connect()
