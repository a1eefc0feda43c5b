from typing import Any

from django.apps import AppConfig


class PropositionsConfig(AppConfig):
    """Partners’ desks and what they propose."""

    name = "propositions"
    verbose_name = "Espace du partenaire"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from comite.staff.holdings import holds  # models can be read by now
        from pages.events.signals import term_merged  # as above
        from propositions.accesses.leaving import KIND  # as above
        from propositions.admin.arrival import register  # as above

        holds("acces_de_partenaires", KIND)
        term_merged.connect(_on_merge, dispatch_uid="propositions.merged")
        register()


def _on_merge(sender: type, facette: str, former: str, term: Any, **kwargs: Any) -> None:
    """A partner that takes another’s place takes its links and proposals; an organisation, what it decides."""
    from propositions.following import follow  # as above

    if facette == "partenaire" and term is not None:
        follow(former=former, to=term)
