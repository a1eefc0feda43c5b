"""« Relue aujourd’hui »: one page by one press, many once they were shown. Opening the address changes nothing."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateInput
from wagtail.models import Page
from wagtail.permissions import policy_registry

from pages.admin.found import writes
from pages.freshness.rules import MotifRelecture
from pages.reading.beside import told_beside
from pages.reading.due import with_dates
from pages.reading.filters import FiltreARelire
from pages.reading.marking import mark_read
from pages.reading.words import why_again

#: Pages that one press marks; what is left is said, and marked by the next.
AT_MOST = 2_000
ENDS = (MotifRelecture.PERIMEE, MotifRelecture.VALIDITE)


class NouvelleFin(forms.Form):
    """Until when pages whose validity ends are valid now."""

    jusqu_au = forms.DateField(
        label="Valables jusqu’au",
        required=False,
        widget=AdminDateInput,
        help_text="Pour celles dont la validité s’achève. Sans date, une page qui n’est plus valable reste à relire.",
    )

    def clean_jusqu_au(self) -> Any:
        """The day, which is to come."""
        day = self.cleaned_data["jusqu_au"]
        if day is not None and day <= timezone.localdate():
            raise forms.ValidationError("Choisissez une date à venir.")
        return day


class MarquerRelues(WagtailAdminTemplateMixin, TemplateView):
    """Shows what would be marked, and marks it."""

    template_name = "reading/marquer.html"
    header_icon = "time"
    page_title = "Marquer comme relues"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not writes(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        above = {"url": reverse("a_relire"), "label": "Pages à relire"}
        return [*super().get_breadcrumbs_items(), above, {"url": "", "label": self.page_title}]

    def asked(self) -> QueryDict:
        """What was sent, or what the address says."""
        return self.request.POST if self.request.method == "POST" else self.request.GET

    def chosen(self) -> tuple[list[Any], int, int]:
        """The pages that may be marked, how many there are in all, and how many of those asked for are another's."""
        asked = self.asked()
        rows = with_dates()
        if asked.get("choix") == "tout":
            rows = FiltreARelire(QueryDict(asked.get("liste", "")), queryset=rows, request=self.request).qs
        else:
            keys = [key for key in (asked.getlist("page") or asked.getlist("seule")) if key.isdecimal()]
            rows = rows.filter(pk__in=keys[:AT_MOST])
        policy: Any = policy_registry.get_by_type(Page)
        mine = policy.instances_user_has_permission_for(self.request.user, "change").order_by().values("pk")
        theirs = rows.filter(pk__in=mine)
        total = theirs.count()
        # A report lists what its reader may change: others are refused only where they were named.
        refused = 0 if asked.get("choix") == "tout" else rows.count() - total
        return list(theirs.order_by("echeance", "pk").defer("corps")[:AT_MOST]), total, refused

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pages, total, refused = kwargs.pop("chosen", None) or self.chosen()
        today = timezone.localdate()
        shown = pages[:50]
        told = told_beside([page.pk for page in shown])
        for page in shown:
            page.pourquoi, page.a_cote = why_again(page, today), told.get(page.pk, [])
        kwargs.setdefault("form", NouvelleFin())
        return {
            **super().get_context_data(**kwargs),
            "pages": pages,
            "total": total,
            "refusees": refused,
            "avec_fin": any(page.why_again(today) in ENDS for page in pages),
            "choix": "tout" if self.asked().get("choix") == "tout" else "page",
            "liste": self.asked().get("liste", ""),
            "retour": self.list_url(),
        }

    def list_url(self) -> str:
        """The list as it was narrowed."""
        query = QueryDict(self.asked().get("liste", "")).urlencode()
        return reverse("a_relire") + (f"?{query}" if query else "")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = pages, total, refused = self.chosen()
        form = NouvelleFin(request.POST)
        alone = "seule" in request.POST
        over = any(page.why_again(timezone.localdate()) is MotifRelecture.PERIMEE for page in pages)
        decided = "confirmer" in request.POST or (alone and not over)
        if not pages or not decided or not form.is_valid():
            wrong = decided and not form.is_valid()
            context = {"chosen": chosen, **({"form": form} if wrong else {})}
            return self.render_to_response(self.get_context_data(**context), status=422 if wrong else 200)
        done = mark_read(pages, user=request.user, until=form.cleaned_data["jusqu_au"])
        messages.success(request, said(done, total - done, refused))
        return redirect(self.list_url())


def said(done: int, left: int, refused: int) -> str:
    """What was done, in a sentence or two."""
    words = "Une page est notée comme relue." if done == 1 else f"{done} pages sont notées comme relues."
    if left:
        words += f" Il en reste {left}\u00a0: recommencez."
    if refused == 1:
        words += " Une autre n’a pas changé\u00a0: vous ne pouvez pas la modifier."
    elif refused:
        words += f" {refused} autres n’ont pas changé\u00a0: vous ne pouvez pas les modifier."
    return words
