from django.apps import AppConfig


class CapConfig(AppConfig):
    """Visitors' own roadmaps."""

    name = "cap"
    label = "cap"
    verbose_name = "C.A.P. 2030"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.core.checks import register

        from cap.checks import check_forms
        from cap.models import Element  # models can be read by now
        from cap.stand_ins import FOLLOWER  # as below
        from doublons.merging.following import follows
        from liens.holding import hold_links
        from public.doors import ROADMAP

        hold_links(Element.objects.all)
        follows("cap", FOLLOWER)
        ROADMAP.leads_to("cap:ajouter")
        register(check_forms)
