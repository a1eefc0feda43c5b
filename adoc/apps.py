from django.apps import AppConfig


class AdocConfig(AppConfig):
    """The A.D.O.C.: its questionnaires, the walks of visitors, and what is proposed to them."""

    name = "adoc"
    verbose_name = "A.D.O.C."
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from adoc import checking, page_context  # models must be loaded before others are told of them
        from adoc.models import ParcoursAdoc, RegleAdoc
        from adoc.walk.views import serve_walk
        from doublons.merging.following import cites_pages
        from pages.registry import check_type, serve_type
        from public.families.dressing import dresses

        cites_pages(RegleAdoc, "cible", ("proposition de parcours", "propositions de parcours"))
        dresses(ParcoursAdoc)(page_context.contexte_de_parcours)
        serve_type(ParcoursAdoc, serve_walk)
        check_type(ParcoursAdoc, checking.refusals)
