"""« Proposer une modification »: the page's own form, kept beside the page; then a screen on which it is decided."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Page

from comite.enums import Act
from comite.refusing import RuleError
from comite.rights import may
from pages.workflow import letters, proposing
from pages.workflow.differences import comparisons
from pages.workflow.enums import OUVERTES, EtatProposition
from pages.workflow.models import Proposition
from pages.workflow.telling import deciders_of, tell

KEPT = "Votre proposition est gardée. Elle n’est pas encore envoyée."
SENT = "Votre proposition est envoyée. Vous recevrez la réponse par courriel."


def start(request: HttpRequest, page_id: int) -> HttpResponse:
    """Open the proposal of this account for the page."""
    page = get_object_or_404(Page.objects.filter(depth__gt=1), pk=page_id)
    if not may(user=request.user, act=Act.READ, page=page):
        raise PermissionDenied
    try:
        proposal = proposing.begin(page=page, by=request.user)
    except RuleError as refused:
        messages.error(request, str(refused))
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    return redirect("relecture_proposer", proposal.pk)


def refused_writing(request: HttpRequest, kwargs: Mapping[str, Any]) -> tuple[str, str] | None:
    """Why what this account sends into its proposal cannot be kept: (title, sentence); None when it can."""
    proposal = Proposition.objects.filter(pk=kwargs["pk"], par=request.user.pk).select_related("page").first()
    if proposal is None:
        return None
    title = request.POST.get("title") or proposal.titre
    if proposal.page is None:
        return title, "La page a été supprimée"
    if proposal.etat not in OUVERTES:
        return title, "Votre proposition a déjà reçu sa réponse"
    if not may(user=request.user, act=Act.PROPOSE, page=proposal.page):
        return title, "Votre rôle ne permet plus de proposer de modification"
    return None


class OnAProposal(WagtailAdminTemplateMixin, TemplateView):
    """A screen about one proposal, for whoever made it and for readers of drafts."""

    header_icon = "edit"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.proposal = get_object_or_404(Proposition.objects.select_related("page", "par"), pk=kwargs["pk"])
        if not proposing.may_see(user=request.user, proposal=self.proposal):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return f"Proposition pour «\u00a0{self.proposal.titre}\u00a0»"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        above = {"url": reverse("relecture_propositions"), "label": "Propositions"}
        return [*super().get_breadcrumbs_items(), above, {"url": "", "label": self.get_page_title()}]


class Proposer(OnAProposal):
    """The page's form with what is proposed in it. Saved beside the page, of which nothing changes."""

    template_name = "relecture/proposer.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        proposal = get_object_or_404(Proposition, pk=kwargs["pk"])
        if proposal.par_id != request.user.pk or proposal.etat not in OUVERTES or proposal.page is None:
            return redirect("relecture_proposition", proposal.pk)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def page(self) -> Any:
        return proposing.as_page(self.proposal)

    def form(self, data: Any = None, files: Any = None) -> Any:
        form_class = self.page.get_edit_handler().get_form_class()
        parent = self.page.get_parent()
        return form_class(data, files, instance=self.page, parent_page=parent, for_user=self.request.user)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST, request.FILES)
        form.defer_required_fields()
        if not form.is_valid():
            messages.validation_error(request, "Votre proposition n’est pas gardée : corrigez ce qui suit.", form)
            return self.render_to_response(self.get_context_data(form=form))
        content = json.loads(form.save(commit=False).to_json())
        words = request.POST.get("mot_de_la_proposition", "")[:1000]
        try:
            proposing.write(proposal=self.proposal, content=content, by=request.user)
            if "envoyer" not in request.POST:
                Proposition.objects.filter(pk=self.proposal.pk).update(mot=words)
                messages.success(request, KEPT)
                return redirect("relecture_proposer", self.proposal.pk)
            with transaction.atomic():
                proposing.send(proposal=self.proposal, by=request.user, words=words, at=timezone.now())
                self._tell()
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
            return redirect("relecture_proposer", self.proposal.pk)
        except RuleError as refused:
            messages.error(request, str(refused))
            return redirect("relecture_proposition", self.proposal.pk)
        messages.success(request, SENT)
        return redirect("relecture_proposition", self.proposal.pk)

    def _tell(self) -> None:
        changed = ", ".join(proposing.merged(self.proposal).fields)
        letter = letters.proposed(
            self.proposal.page,
            by=self.proposal.par,
            words=self.proposal.mot,
            changes=f"Ce qu’elle change : {changed}.",
            number=self.proposal.pk,
        )
        tell(deciders_of(self.proposal), letter)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or self.form()
        panel = self.page.get_edit_handler().get_bound_panel(instance=self.page, request=self.request, form=form)
        return super().get_context_data(
            proposal=self.proposal, form=form, edit_handler=panel, media=panel.media + form.media, **kwargs
        )


class Examiner(OnAProposal):
    """What is proposed, field by field, and the answer."""

    template_name = "relecture/proposition.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        acts: dict[str, Callable[[], None]] = {
            "accepter": self._accept,
            "decliner": self._decline,
            "retirer": self._take_back,
        }
        act = next((run for name, run in acts.items() if name in request.POST), None)
        try:
            if act is not None:
                with transaction.atomic():
                    act()
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
            return self.render_to_response(self.get_context_data(reponse=request.POST.get("reponse", "")), status=422)
        except RuleError as refused:
            messages.error(request, str(refused))
        return redirect("relecture_proposition", self.proposal.pk)

    def _accept(self) -> None:
        by, over = self.request.user, "l_emporte" in self.request.POST
        proposing.accept(proposal=self.proposal, by=by, over=over, at=timezone.now())
        tell([self.proposal.par], letters.proposal_accepted(self.proposal.titre, by=by, number=self.proposal.pk))
        messages.success(self.request, "La proposition est dans le brouillon de la page.")

    def _decline(self) -> None:
        by, answer = self.request.user, self.request.POST.get("reponse", "")[:1000]
        proposing.decline(proposal=self.proposal, by=by, answer=answer, at=timezone.now())
        letter = letters.proposal_declined(self.proposal.titre, by=by, answer=answer, number=self.proposal.pk)
        tell([self.proposal.par], letter)
        messages.success(self.request, "La proposition est déclinée ; votre réponse est envoyée.")

    def _take_back(self) -> None:
        proposing.take_back(proposal=self.proposal, by=self.request.user)
        messages.success(self.request, "Votre proposition est retirée.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        proposal, user = self.proposal, self.request.user
        waits = proposal.etat == EtatProposition.ENVOYEE
        merge = proposing.merged(proposal) if waits and proposal.page else None
        own_changes = None
        if proposal.page and merge is None:
            own_changes = comparisons(proposing.as_page(proposal, begun=True), proposing.as_page(proposal))
        return super().get_context_data(
            proposal=proposal,
            merge=merge,
            comparison=comparisons(merge.draft, merge.result) if merge else own_changes,
            decides=waits and proposing.may_decide(user=user, proposal=proposal),
            mine=proposal.par_id == user.pk and proposal.etat in OUVERTES,
            **kwargs,
        )


class Propositions(WagtailAdminTemplateMixin, TemplateView):
    """Every proposal that is open, and one's own."""

    template_name = "relecture/propositions.html"
    page_title = "Propositions"
    header_icon = "edit"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not (request.user.is_superuser or may(user=request.user, act=Act.READ)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        above = {"url": reverse("relecture_suivi"), "label": "Chez qui en est quoi"}
        return [*super().get_breadcrumbs_items(), above, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = Q(etat=EtatProposition.ENVOYEE) | Q(par=self.request.user)
        rows = Proposition.objects.filter(shown).defer("depart", "contenu").select_related("par", "decidee_par", "page")
        return super().get_context_data(propositions=rows[:200], **kwargs)
