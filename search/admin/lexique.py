"""The lexique in the admin: forms that say what is wrong as one types, and the page « Tester »."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.views.generic import TemplateView, View
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import BooleanColumn, UpdatedAtColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import CreateView, EditView, IndexView, SnippetViewSet

from search.admin.rights import PourLaRedaction
from search.answers.explaining import explain
from search.contract.plan import TermOrigin
from search.engines import current_engine
from search.lexique.models import GroupeDeSynonymes, LexiqueEntry, MotProtege, Sigle
from search.planning.parsing import parse
from search.temoins.enums import Moteur

PREMIERS = 5
APERCU_AU_PLUS = 8
MODELES: dict[str, type[GroupeDeSynonymes | Sigle | MotProtege]] = {
    "groupe": GroupeDeSynonymes,
    "sigle": Sigle,
    "mot": MotProtege,
}


def url_d_essai(texte: str) -> str:
    """Where an editor sees how this query is understood."""
    return f"{reverse('recherche_tester')}?{urlencode({'q': texte})}"


class FormulaireDeLexique(WagtailAdminModelForm):
    """Says where to ask, as the editor types, whether the entry may stand."""

    class Media:
        js = ["admin/lexique.js"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        genre = next(nom for nom, modele in MODELES.items() if modele is self._meta.model)
        url = reverse("recherche_verifier", args=[genre])
        for field in self.fields.values():
            field.widget.attrs |= {"data-odd17-verifier": url, "data-odd17-pk": str(self.instance.pk or "")}
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 4


class ListeDuLexique(IndexView):
    """The list, with « Tester » beside each row."""

    def get_list_more_buttons(self, instance: Any) -> list[Any]:
        buttons = super().get_list_more_buttons(instance)
        return [*buttons, MenuItem("Tester", url=url_d_essai(instance.essai), icon_name="search", priority=15)]


class CreationDansLeLexique(CreateView):
    """A new entry, begun with what the address says: `?expressions=…` from the report of what people search."""

    def get_initial(self) -> dict[str, Any]:
        known = {
            name: self.request.GET[name][:300] for name in ("expressions", "sigle", "mot") if name in self.request.GET
        }
        return {**super().get_initial(), **known}


class EditionDuLexique(EditView):
    """An entry, with « Tester » at hand."""

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        essai = Button("Tester", url=url_d_essai(self.object.essai), icon_name="search", priority=5)
        return [*super().header_more_buttons, essai]


class LexiqueViewSet(SnippetViewSet):
    """What the three lists share."""

    index_view_class = ListeDuLexique
    add_view_class = CreationDansLeLexique
    edit_view_class = EditionDuLexique
    copy_view_enabled = False
    list_per_page = 50


HELP = {
    "sens": "Dans les deux sens, ou seulement de l’expression vers ce qu’elle fait aussi trouver.",
    "developpe": "Les mots dont le sigle est fait, en entier.",
}


def panneaux(*champs: str, **helped: str) -> ObjectList:
    """The form of an entry; `helped` says what the model's own help does not."""
    told = HELP | helped
    panels = [FieldPanel(champ, **({"help_text": told[champ]} if champ in told else {})) for champ in champs]
    return ObjectList(panels, base_form_class=FormulaireDeLexique)


class GroupeDeSynonymesViewSet(LexiqueViewSet):
    """Synonyms."""

    model = GroupeDeSynonymes
    icon = "resubmit"
    menu_label = "Synonymes"
    list_display = ["__str__", "get_sens_display", BooleanColumn("actif", label="Actif"), UpdatedAtColumn()]
    list_filter = ["sens", "actif"]
    search_fields = ["expressions", "cibles"]
    edit_handler = panneaux("sens", "expressions", "cibles", "actif")


class SigleViewSet(LexiqueViewSet):
    """Sigles."""

    model = Sigle
    icon = "title"
    menu_label = "Sigles"
    list_display = ["sigle", "developpe", BooleanColumn("actif", label="Actif"), UpdatedAtColumn()]
    list_filter = ["actif"]
    search_fields = ["sigle", "developpe"]
    edit_handler = panneaux("sigle", "developpe", "actif")


class MotProtegeViewSet(LexiqueViewSet):
    """Protected words."""

    model = MotProtege
    icon = "lock"
    menu_label = "Mots protégés"
    list_display = ["mot", "raison", BooleanColumn("actif", label="Actif"), UpdatedAtColumn()]
    list_filter = ["actif"]
    search_fields = ["mot", "raison"]
    edit_handler = panneaux("mot", "raison", "actif", actif="Sans cela, le mot n’est plus protégé.")


class Tester(PourLaRedaction, WagtailAdminTemplateMixin, TemplateView):
    """How a query is understood and what comes first."""

    template_name = "search_admin/tester.html"
    header_icon = "search"
    page_title = "Tester une recherche"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET.copy()
        filtres = asked.pop("filtres", [""])[-1]
        for nom, value in paires(filtres):
            asked.appendlist(nom, value)
        explication = explain(current_engine(), asked, combien=PREMIERS) if asked.get("q", "").strip() else None
        return {
            **super().get_context_data(**kwargs),
            "q": asked.get("q", ""),
            "filtres": filtres,
            "explication": explication,
            "moteur": dict(Moteur.choices).get(current_engine().name, current_engine().name),
        }


def paires(filtres: str) -> list[tuple[str, str]]:
    """Pairs of an address's parameters, but for the query itself."""
    return [
        (nom, value)
        for nom, values in QueryDict(filtres.strip().lstrip("?&")).lists()
        for value in values
        if nom != "q"
    ]


class VerifyLexique(PourLaRedaction, View):
    """Whether an entry may stand, as it is being typed, and what it would do. Writes nothing."""

    def post(self, request: HttpRequest, genre: str) -> HttpResponse:
        modele = MODELES.get(genre)
        if modele is None:
            return JsonResponse({"erreurs": {}, "apercu": []}, status=404)
        champs = {field.name: request.POST[field.name] for field in modele._meta.fields if field.name in request.POST}
        champs["actif"] = request.POST.get("actif") in {"on", "true"}  # type: ignore[assignment]  # a checkbox
        pk = request.POST.get("pk", "")
        entree = modele(**{**champs, "pk": int(pk) if pk.isascii() and pk.isdigit() else None})
        try:
            entree.clean()
        except ValidationError as exc:
            return JsonResponse({"erreurs": exc.message_dict, "apercu": []})
        return JsonResponse({"erreurs": {}, "apercu": apercu(entree) if isinstance(entree, LexiqueEntry) else []})


def apercu(entree: GroupeDeSynonymes | Sigle) -> list[str]:
    """One sentence for each phrase: what it would find beside itself."""
    sentences = []
    for phrase in entree.groupe.phrases[:APERCU_AU_PLUS]:
        plan = parse(phrase, groups=(entree.groupe,))
        found = dict.fromkeys(
            " ".join(term.accented for term in one.terms)
            for slot in plan.slots
            for one in slot.alternatives
            if one.origin == TermOrigin.SYNONYM
        )
        if found:
            sentences.append(f"« {phrase} » trouve aussi : {', '.join(found)}.")
    return sentences
