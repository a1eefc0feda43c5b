"""« Commenter »: the threads of a page that are open, a field for a new one; works without scripts."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Comment, Page

from pages.workflow.commenting import comment, fields_of, may_comment, reply

KEPT = "Votre commentaire est noté."


class Commenter(WagtailAdminTemplateMixin, TemplateView):
    """What is said of a page, and what one says."""

    template_name = "relecture/commenter.html"
    header_icon = "comment"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.page = get_object_or_404(Page.objects.filter(depth__gt=1), pk=kwargs["page_id"]).specific
        if not may_comment(user=request.user, page=self.page):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return f"Commenter «\u00a0{self.page.get_admin_display_title()}\u00a0»"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.get_page_title()}]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        text, place, number = (request.POST.get(name, "") for name in ("texte", "place", "fil"))
        try:
            if number:
                threads = Comment.objects.filter(page=self.page.pk)
                reply(thread=get_object_or_404(threads, pk=number), by=request.user, text=text)
            else:
                comment(page=self.page, by=request.user, place=place, text=text)
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
            return self.render_to_response(self.get_context_data(texte=text, place=place, fil=number), status=422)
        messages.success(request, KEPT)
        return redirect(reverse("relecture_commenter", args=[self.page.pk]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        fields = fields_of(self.page)
        names = dict(fields)
        threads = Comment.objects.filter(page=self.page.pk, resolved_at__isnull=True).order_by("created_at", "pk")
        threads = threads.select_related("user").prefetch_related("replies__user")
        return super().get_context_data(
            page=self.page,
            champs=fields,
            fils=[(names.get(one.contentpath.split(".")[0], "La page"), one) for one in threads],
            **kwargs,
        )
