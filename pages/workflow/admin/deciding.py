"""« Relire »: a page that waits, what it changes, and two buttons; works without scripts. Letters lead here."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Page, TaskState, WorkflowState

from comite.admin.reading import reads
from comite.models import Approbation
from comite.refusing import RuleError
from pages.workflow.differences import comparisons

NOT_WAITING = "Cette page n’attend plus d’être relue\u00a0: quelqu’un a déjà répondu, ou la relecture est annulée."
NO_COMMENT = "Dites en une phrase ce qui est à compléter."
DONE = {"approve": "Vous avez approuvé cette page.", "reject": "La page est renvoyée « à compléter »."}


class Relire(WagtailAdminTemplateMixin, TemplateView):
    """The version that waits, beside what is online."""

    template_name = "relecture/relire.html"
    header_icon = "check"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.page = get_object_or_404(Page.objects.filter(depth__gt=1), pk=kwargs["page_id"]).specific
        if not reads(user=request.user, page=self.page):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return f"Relire «\u00a0{self.page.get_admin_display_title()}\u00a0»"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        above = {"url": reverse("relecture_suivi"), "label": "Chez qui en est quoi"}
        return [*super().get_breadcrumbs_items(), above, {"url": "", "label": self.get_page_title()}]

    @cached_property
    def state(self) -> TaskState | None:
        """The step at which the page waits."""
        found = WorkflowState.objects.for_instance(self.page).filter(status=WorkflowState.STATUS_IN_PROGRESS)
        one = found.select_related("current_task_state__task", "requested_by").first()
        return one.current_task_state if one else None

    def refusal(self, action: str) -> str:
        """Why this account may not decide so; "" when it may."""
        if self.state is None:
            return NOT_WAITING
        step = self.state.task.specific
        if isinstance(step, Approbation):
            return step.refusal(page=self.page, user=self.request.user, action=action)
        names = [name for name, *_ in step.get_actions(self.page, self.request.user)]
        return "" if action in names else "Cette étape n’est pas la vôtre."

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        action = "approve" if "approuver" in request.POST else "reject"
        comment = request.POST.get("mot", "").strip()[:2000]
        seen = request.POST.get("version", "")
        refused = self.refusal(action)
        if not refused and self.state is not None and seen != str(self.page.latest_revision_id):
            refused = (
                "La page a changé pendant que vous la lisiez\u00a0: relisez-la, elle est affichée telle qu’elle est."
            )
        if not refused and action == "reject" and not comment:
            refused = NO_COMMENT
        if refused or self.state is None:
            messages.error(request, refused)
            return self.render_to_response(self.get_context_data(mot=comment), status=422)
        try:
            self.state.task.specific.on_action(self.state, request.user, action, comment=comment)
        except RuleError as late:
            messages.error(request, str(late))
            return redirect("relecture_decider", self.page.pk)
        messages.success(request, DONE[action])
        return redirect("relecture_suivi")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draft = self.page.get_latest_revision_as_object()
        return super().get_context_data(
            page=self.page,
            state=self.state,
            version=self.page.latest_revision_id,
            comparison=comparisons(self.page, draft) if self.page.live else None,
            refused=self.refusal("approve"),
            may_send_back=not self.refusal("reject"),
            may_edit=self.page.permissions_for_user(self.request.user).can_edit(),
            **kwargs,
        )
