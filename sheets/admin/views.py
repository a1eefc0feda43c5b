"""The screens of « Feuilles »: the list, the file, the columns, and one import with its lines. No script is needed."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from comite.admin.screens import FormScreen
from pages.models import PageEditoriale
from sheets.admin.acts import ACTS
from sheets.admin.forms import FormulaireDeColonnes, FormulaireDeFeuille, choices_of_terms
from sheets.admin.undecided import undecided_of
from sheets.enums import DONE, UNDER_WAY, WRITTEN, EtatImport, SorteDeFeuille, VerdictDeLigne
from sheets.kinds.known import kind_of
from sheets.kinds.pages import organisation_named
from sheets.meaning.looking import Looking
from sheets.models import ImportDeFeuille
from sheets.reading.grids import UnreadableSheetError
from sheets.rights import brings, imports_for, takes_out
from sheets.running.advancing import advance_imports, wake_worker
from sheets.running.choices import decided_terms
from sheets.running.depositing import choose_columns, deposit
from sheets.takeout.formats import FORMATS, answer
from sheets.takeout.tables import exported, file_name, report, template
from taxonomy.models import Partenaire

A_PAGE = 50
#: How long whoever presses a button waits for a small sheet to be done at once.
SECONDS = 1.5
#: After how many seconds a page that shows progress asks again.
AGAIN = "3"


class DesFeuilles(WagtailAdminTemplateMixin, TemplateView):
    """A screen of the menu « Feuilles »."""

    header_icon = "table"
    page_title = "Feuilles"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not brings(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def above(self) -> list[dict[str, str]]:
        """What stands above this screen in the menu."""
        return [{"url": reverse("feuilles_liste"), "label": "Feuilles"}]

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*super().get_breadcrumbs_items(), *self.above(), {"url": "", "label": self.page_title}]


class ListeDesFeuilles(DesFeuilles):
    """The sheets that came, the newest first, and the templates."""

    template_name = "feuilles/liste.html"

    def above(self) -> list[dict[str, str]]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        seen: Any = imports_for(self.request.user).select_related("par")
        asked = seen.annotate(nombre=Count("lignes")).order_by("-le", "-pk")
        page = Paginator(asked, A_PAGE).get_page(self.request.GET.get("p"))
        names = dict(Partenaire.objects.filter(est_comite=True).values_list("pk", "nom"))
        for one in page.object_list:
            one.membre = names.get(one.organisation or 0, "")
        return {
            **super().get_context_data(**kwargs),
            "page_de_liste": page,
            "sortes": SorteDeFeuille.choices,
            "formats": FORMATS.items(),
        }


class Importer(FormScreen, DesFeuilles):
    """The file and whom it is for."""

    page_title = "Importer une feuille"
    template_name = "feuilles/importer.html"
    bouton = "Lire la feuille"

    def form_of(self, data: Any = None) -> FormulaireDeFeuille:
        first = {"sorte": self.request.GET.get("sorte", SorteDeFeuille.RESSOURCES.value)}
        return FormulaireDeFeuille(data, self.request.FILES or None, user=self.request.user, initial=first)

    def save(self, form: FormulaireDeFeuille) -> str:
        asked = form.cleaned_data
        organisation = asked["organisation"]
        upload = asked["fichier"]
        try:
            self.saved = deposit(
                octets=upload.read(),
                name=upload.name,
                sort=asked["sorte"],
                organisation=organisation.pk if organisation else None,
                source=asked["source"].strip() or (organisation.nom[:120] if organisation else "Comité"),
                place=asked["place"],
                by=self.request.user,
                sheet=asked["feuille"].strip(),
            )
        except UnreadableSheetError as exc:
            form.add_error("fichier", str(exc))
            raise _FormRefusedError from exc
        number = self.saved.lignes.count()
        return (
            f"{number} ligne{'s' if number > 1 else ''} lue{'s' if number > 1 else ''}. Dites ce que sont les colonnes."
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form_of(request.POST)
        if form.is_valid():
            try:
                messages.success(request, self.save(form))
                return redirect(self.done_url())
            except _FormRefusedError:
                pass
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def above_url(self) -> str:
        return reverse("feuilles_liste")

    def done_url(self) -> str:
        return reverse("feuilles_colonnes", args=[self.saved.pk])


class _FormRefusedError(Exception):
    """The form says what stands against it."""


class DUneFeuille(DesFeuilles):
    """A screen about one import."""

    @cached_property
    def imp(self) -> ImportDeFeuille:
        return get_object_or_404(
            imports_for(self.request.user).select_related("par", "annule_par"), pk=self.kwargs["pk"]
        )


class Colonnes(FormScreen, DUneFeuille):
    """What each column is."""

    page_title = "Colonnes"
    template_name = "feuilles/colonnes.html"
    bouton = "Essayer, sans rien écrire"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if brings(request.user) and self.imp.etat not in (EtatImport.COLONNES, EtatImport.ESSAYE):
            return redirect("feuilles_une", pk=self.imp.pk)
        return super().dispatch(request, *args, **kwargs)

    def above(self) -> list[dict[str, str]]:
        own = {"url": reverse("feuilles_une", args=[self.imp.pk]), "label": str(self.imp)}
        return [*super().above(), own]

    def form_of(self, data: Any = None) -> FormulaireDeColonnes:
        return FormulaireDeColonnes(data, imp=self.imp)

    def save(self, form: FormulaireDeColonnes) -> str:
        empties = form.cleaned_data["vides_effacent"]
        choose_columns(self.imp, columns=form.chosen, defauts=form.defaults, vides_effacent=empties)
        go_on(self.imp)
        return "Essai à blanc\u00a0: rien n’est encore écrit."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "imp": self.imp}

    def above_url(self) -> str:
        return reverse("feuilles_liste")

    def done_url(self) -> str:
        return reverse("feuilles_une", args=[self.imp.pk])


def go_on(imp: ImportDeFeuille) -> None:
    """Do a small sheet while its editor waits; the worker does the rest."""
    advance_imports(seconds=SECONDS, only=imp.pk)
    wake_worker()


class UneFeuille(DUneFeuille):
    """One import: how far it is, what is said of each line, what may be done."""

    template_name = "feuilles/une.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.imp.etat == EtatImport.COLONNES:
            return redirect("feuilles_colonnes", pk=self.imp.pk)
        self.page_title = str(self.imp)
        response = self.render_to_response(self.get_context_data(**kwargs))
        if self.imp.etat in UNDER_WAY:
            response["Refresh"] = AGAIN
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        imp = self.imp
        chosen = self.request.GET.get("verdict", "")
        lines = imp.lignes.select_related("page").order_by("numero")
        if chosen in VerdictDeLigne.values:
            lines = lines.filter(verdict=chosen)
        page = Paginator(lines, A_PAGE).get_page(self.request.GET.get("p"))
        counts = dict(imp.lignes.exclude(verdict="").order_by().values_list("verdict").annotate(number=Count("pk")))
        numbers = imp.lignes.aggregate(
            total=Count("pk"),
            attendent=Count("pk", filter=~Q(attente="")),
            faites=Count("pk", filter=Q(issue__in=DONE)),
            a_ecrire=Count("pk", filter=Q(verdict__in=WRITTEN) & ~Q(issue__in=DONE)),
        )
        return {
            **super().get_context_data(**kwargs),
            "imp": imp,
            "sorte": kind_of(imp.sorte),
            "membre": organisation_named(imp.organisation),
            "page_de_liste": page,
            "lignes": _with_doubles(list(page.object_list), kind_of(imp.sorte).is_draft),
            "verdicts": [(one.value, one.label, counts.get(one.value, 0)) for one in VerdictDeLigne],
            "verdict": chosen,
            "termes": self._terms() if imp.etat == EtatImport.ESSAYE else [],
            "en_cours": imp.etat in UNDER_WAY,
            "formats": FORMATS.items(),
            **numbers,
            "deja": numbers["total"] - numbers["attendent"],
        }

    def _terms(self) -> list[Any]:
        look = Looking(decided_terms(self.imp.organisation))
        return choices_of_terms(undecided_of(self.imp), look=look, user=self.request.user)


def _with_doubles(lines: list[Any], are_pages: bool) -> list[Any]:
    """The lines, each with what it is a double of as a page, or what it became as a partner."""
    pages = PageEditoriale.objects.in_bulk([one.double for one in lines if one.double]) if are_pages else {}
    keys = {key for one in lines for key in (one.double, one.partenaire) if key}
    partners = {} if are_pages else Partenaire.objects.in_bulk(keys)
    for one in lines:
        one.semblable = (pages or partners).get(one.double)
        one.devenu = partners.get(one.partenaire)
    return lines


class ActeDeFeuille(DUneFeuille):
    """One button of an import."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        act = ACTS.get(kwargs["acte"])
        if act is None:
            raise Http404
        said, refused = act(self.imp, request)
        if said:
            messages.success(request, said)
        if refused:
            messages.error(request, refused)
        if not ImportDeFeuille.objects.filter(pk=self.imp.pk).exists():
            return redirect("feuilles_liste")
        go_on(self.imp)
        return redirect("feuilles_une", pk=self.imp.pk)


class Modele(View):
    """A template to fill in."""

    def get(self, request: HttpRequest, sorte: str, forme: str) -> HttpResponse:
        if not brings(request.user):
            raise PermissionDenied
        if sorte not in SorteDeFeuille.values or forme not in FORMATS:
            raise Http404
        return answer(forme, f"modele-{sorte}", template(sorte, forme))


class Sortie(View):
    """All that is there of one kind, in the columns of its template, to be corrected and brought in again."""

    def get(self, request: HttpRequest, sorte: str, forme: str) -> HttpResponse:
        if not takes_out(request.user):
            raise PermissionDenied
        if sorte not in SorteDeFeuille.values or forme not in FORMATS:
            raise Http404
        return answer(forme, file_name(sorte), exported(sorte, forme, kind_of(sorte).every()))


class CompteRendu(DUneFeuille):
    """The sheet with what is said of each line."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = kwargs["forme"]
        if form not in FORMATS:
            raise Http404
        return answer(form, file_name(f"compte-rendu-{self.imp.fichier}"), report(self.imp, form))
