"""« Mon organisation »: what lists and reports of the admin show first, and « toutes » one click away.

The choice stands in the address (`organisation`), and goes along with filters, pages and exports. Without it an account
sees the pages for which its own organisations answer, or stand in; an account without an organisation sees all.
"""

from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest, QueryDict
from wagtail.admin.filters import WagtailFilterSet
from wagtail.models import Page
from wagtail.permissions import policy_registry

from comite.standings import standings_of
from pages.models import PageEditoriale
from taxonomy.models import Partenaire

PARAMETER = "organisation"
OURS, ALL = "miennes", "toutes"
#: What says how an answer is shown, and not which rows: it does not go along with the choice.
PASSING = ("p", "_w_filter_fragment", "export")


def organisations_of(user: Any) -> list[int]:
    """The members of the Comité to which this account belongs; none while roles are not in force."""
    standings = standings_of(user)
    return sorted(standings.organisations) if standings else []


def held_by_any(organisations: Collection[int]) -> Q:
    """A condition on pages: one of these answers for them, or stands in."""
    held = PageEditoriale.objects.filter(Q(responsable__in=organisations) | Q(adjoint__in=organisations))
    return Q(pk__in=held.order_by().values("pk"))


def worked_on(user: Any) -> QuerySet[PageEditoriale]:
    """The pages that this account may change; when it belongs to organisations, theirs alone, and no one's."""
    policy: Any = policy_registry.get_by_type(Page)
    mine = policy.instances_user_has_permission_for(user, "change").order_by().values("pk")
    found = PageEditoriale.objects.filter(pk__in=mine)
    ours = organisations_of(user)
    nobodys = Q(responsable__isnull=True, adjoint__isnull=True)
    return found.filter(held_by_any(ours) | nobodys) if ours else found


class Scope:
    """Whose pages a list is about, as its address says; without a word of it, one's own organisation's."""

    def __init__(self, user: Any, query: QueryDict | None) -> None:
        self.ours = organisations_of(user) if user is not None else []
        self.query = query or QueryDict()
        self.value = self.query.get(PARAMETER) or (OURS if self.ours else ALL)

    @property
    def words(self) -> str:
        """One's own, in words."""
        return "Mon organisation" if len(self.ours) == 1 else "Mes organisations"

    @property
    def organisations(self) -> list[int] | None:
        """The keys of the members that are meant; None: all. What is no member's key means none of them."""
        if self.value == ALL:
            return None
        if self.value == OURS:
            return self.ours
        return [int(self.value)] if self.value.isdecimal() else []

    @property
    def doors(self) -> list[tuple[str, str, bool]]:
        """(words, query, whether chosen) of the two choices one click away; none for who has no organisation."""
        if not self.ours:
            return []
        kept = [(key, one) for key, values in self.query.lists() if key not in (*PASSING, PARAMETER) for one in values]
        choices = ((self.words, OURS), ("Toutes les organisations", ALL))
        return [(label, "?" + urlencode([*kept, (PARAMETER, one)]), one == self.value) for label, one in choices]


class OfOurOrganisation(WagtailFilterSet):
    """A filter of reports by organisation, preset to the asker's own."""

    organisation = django_filters.ChoiceFilter(label="Organisation", choices=(), method="of_organisation")

    def __init__(self, data: Any = None, *args: Any, request: HttpRequest | None = None, **kwargs: Any) -> None:
        self.scope = Scope(getattr(request, "user", None), data)
        data = data.copy() if data else QueryDict(mutable=True)
        data[PARAMETER] = self.scope.value
        super().__init__(data, *args, request=request, **kwargs)
        members = Partenaire.objects.filter(est_comite=True).order_by("nom").values_list("pk", "nom")
        mine = [(OURS, self.scope.words)] if self.scope.ours else []
        self.filters[PARAMETER].extra.update(
            choices=[*mine, (ALL, "Toutes les organisations"), *((str(pk), name) for pk, name in members)],
            initial=OURS if mine else ALL,
            empty_label=None,
        )

    def of_organisation(self, rows: Any, name: str, value: str) -> Any:
        """The rows about pages of what is chosen."""
        chosen = self.scope.organisations
        return rows if chosen is None else self.about(rows, chosen)

    def about(self, rows: Any, organisations: list[int]) -> Any:
        """The rows about pages of these organisations: here, rows are pages."""
        return rows.filter(held_by_any(organisations))
