from django.apps import AppConfig


class SearchConfig(AppConfig):
    """What is asked, what is indexed, in French, on two engines."""

    name = "search"
    verbose_name = "Recherche"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pages.parcours.propositions import brancher
        from search import signals  # models must be loaded before receivers are connected
        from search.lexique import signals as lexique  # as above
        from search.parcours import chercher  # as above

        signals.connect()
        lexique.connect()
        brancher(chercher)
