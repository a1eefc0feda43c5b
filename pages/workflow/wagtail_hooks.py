"""What pages on their way add to Wagtail's admin."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button

from pages.workflow import commenting, proposing
from pages.workflow.admin import deciding, overview, proposals
from pages.workflow.admin.commenting import Commenter


@hooks.register("register_admin_urls")
def adresses() -> list[URLPattern]:
    suivi = overview.ChezQui
    return [
        path("relecture/", suivi.as_view(), name="relecture_suivi"),
        path("relecture/resultats/", suivi.as_view(results_only=True), name="relecture_suivi_resultats"),
        path("relecture/pages/<int:page_id>/", deciding.Relire.as_view(), name="relecture_decider"),
        path("relecture/pages/<int:page_id>/proposer/", proposals.start, name="relecture_commencer"),
        path("relecture/pages/<int:page_id>/commenter/", Commenter.as_view(), name="relecture_commenter"),
        path("relecture/propositions/", proposals.Propositions.as_view(), name="relecture_propositions"),
        path("relecture/propositions/<int:pk>/", proposals.Examiner.as_view(), name="relecture_proposition"),
        path("relecture/propositions/<int:pk>/ecrire/", proposals.Proposer.as_view(), name="relecture_proposer"),
    ]


class MenuDeRelecture(MenuItem):
    """Shown to whoever reads drafts."""

    def is_shown(self, request: HttpRequest) -> bool:
        return overview.reads_drafts(request.user)


@hooks.register("register_reports_menu_item")
def menu() -> MenuItem:
    return MenuDeRelecture(
        "Chez qui en est quoi", reverse("relecture_suivi"), name="relecture", icon_name="tasks", order=50
    )


@hooks.register("register_page_header_buttons")
def propose_button(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Where the page is others', one comments and proposes."""
    if page.permissions_for_user(user).can_edit():
        # Most rows of a list: nothing more is asked for them.
        return
    if commenting.may_comment(user=user, page=page):
        yield Button("Commenter", reverse("relecture_commenter", args=[page.pk]), icon_name="comment", priority=17)
    if proposing.may_propose(user=user, page=page):
        where = reverse("relecture_commencer", args=[page.pk])
        yield Button("Proposer une modification", where, icon_name="edit", priority=16)


@hooks.register("register_page_listing_more_buttons")
def propose_button_in_lists(page: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    """The same in lists."""
    yield from propose_button(page, user, "index", next_url)


@hooks.register("register_log_actions")
def actes(actions: Any) -> None:
    """What the history of a page says of proposals."""
    actions.register_action(proposing.SENT, "Proposer une modification", "A proposé une modification")
    actions.register_action(proposing.ACCEPTED, "Accepter une proposition", "A accepté une proposition de modification")
    actions.register_action(proposing.DECLINED, "Décliner une proposition", "A décliné une proposition de modification")
