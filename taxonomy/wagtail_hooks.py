"""What taxonomy adds to Wagtail's admin."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.admin import messages
from wagtail.log_actions import LogFormatter
from wagtail.snippets.models import register_snippet

from ground.addresses.fields import sentence_of
from taxonomy.admin.deletion import refuse_used_terms
from taxonomy.admin.viewsets import Referentiels
from taxonomy.merging import ACTION

register_snippet(Referentiels)


@hooks.register("before_delete_snippet")
def delete_unused_only(request: HttpRequest, instances: Sequence[Any]) -> HttpResponse | None:
    """One by one or together, from every list."""
    return refuse_used_terms(request, instances)


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def say_completed_addresses(request: HttpRequest, instance: Any) -> None:
    """An address that lacked its « https:// » was kept with it."""
    if sentence := sentence_of(getattr(instance, "completed_addresses", {})):
        messages.info(request, sentence)


@hooks.register("register_log_actions")
def name_merge(actions: Any) -> None:
    """So that a term's history tells what was merged into it."""

    @actions.register_action(ACTION)
    class Fusion(LogFormatter):
        label = "Fusionner"

        def format_message(self, log_entry: Any) -> str:
            return f"A repris « {log_entry.data.get('nom', '')} »"
