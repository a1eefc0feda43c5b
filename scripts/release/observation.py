"""What a database holds and how the site answers from it, in numbers and lists that an upgrade must not change."""

from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from pages.models import PageEditoriale
from pages.page_types import page_types
from pages.visibility import PagesPubliques
from scripts.release.rows import is_kept
from taxonomy.api import REFERENTIELS
from taxonomy.models import SlugFusionne

CLIENT = Client(headers={"host": "127.0.0.1:8000"})
Observed = dict[str, dict[str, Any]]

#: What the framework notes of the code: each release adds to it.
NOT_COUNTED = ("auth_permission", "django_content_type")
PAGES_OF_A_CAP = {"edition": "cap:modifier", "lecture": "cap:lire"}
SEARCHES = (
    "q=territoire",
    "q=ESS",
    "q=données+ouvertes+des+associations",
    "q=guide&nature=guide",
    "territoire=france",
)


class UnexpectedAnswerError(Exception):
    """The site gave another answer than it must."""


def holdings() -> Observed:
    """What is there, in numbers. Before the index is built and anything is asked: both leave rows."""
    return {"counts": counts(), "read": dict(read())}


def answers(secrets: dict[str, str]) -> Observed:
    """By section, what the site says. `secrets` open the sample C.A.P.; the index must be built."""
    return {
        "tree": tree(),
        "pages": dict(pages()),
        "bodies": dict(bodies()),
        "drafts": dict(drafts()),
        "terms": dict(terms()),
        "links": dict(links()),
        "searches": {asked: ids_found(asked) for asked in SEARCHES},
        "cap": {link: cap(link, secret) for link, secret in sorted(secrets.items())},
        "adoc": dict(adoc()),
    }


def counts() -> dict[str, int]:
    """How many rows each table has."""
    with connection.cursor() as cursor:
        found = {}
        for name in sorted(connection.introspection.table_names(cursor)):
            if is_kept(name) and name not in NOT_COUNTED:
                cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608 -- a table's name
                found[name] = cursor.fetchone()[0]
        return found


def read() -> Iterator[tuple[str, int]]:
    """How many rows the models of now can read, by model: all of their columns must be there."""
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if model._meta.managed and not model._meta.proxy and is_kept(table) and table not in NOT_COUNTED:
            yield model._meta.label, sum(1 for _ in model._base_manager.order_by("pk").iterator())


def tree() -> dict[str, list[Any]]:
    """What is wrong with the tree of pages, as `fixtree` finds it."""
    names = ("alphabet", "path", "orphans", "depth", "children")
    return {name: list(found) for name, found in zip(names, Page.find_problems(), strict=True)}


def pages() -> Iterator[tuple[str, Any]]:
    """Every public page by its number: type, title and path."""
    for page in PageEditoriale.objects.filter(PagesPubliques().condition()).order_by("pk").specific():
        yield str(page.pk), [page._meta.label, page.title, page.get_url()]


def bodies() -> Iterator[tuple[str, Any]]:
    """Of each type of page, the first one as other sites read it: its number, its title, the kinds of its blocks."""
    for model in page_types():
        [first] = get(f"/api/v3/contenus/?type={model._meta.label}&fields=*&limit=1")["items"]
        yield model._meta.label, [first["id"], first["title"], [block["type"] for block in first["corps"]]]


def drafts() -> Iterator[tuple[str, Any]]:
    """The last version of every page, as the editor would open it: its title, and how many blocks it has."""
    for page in PageEditoriale.objects.order_by("pk"):
        version = page.get_latest_revision_as_object()
        yield str(page.pk), [version.title, len(version.corps)]


def terms() -> Iterator[tuple[str, Any]]:
    """By list, the slugs of its terms; and by its old address, where a term that was merged leads."""
    for one in get("/api/v3/termes/"):
        name = one["referentiel"]
        slugs: list[str] = []
        while page := get(f"/api/v3/termes/{name}/?limit=100&offset={len(slugs)}")["items"]:
            slugs += [term["slug"] for term in page]
        yield name, sorted(slugs)
        for merged in SlugFusionne.objects.filter(facette=REFERENTIELS[name].model.facette).order_by("ancien"):
            address = f"/api/v3/termes/{name}/{merged.ancien}/"
            yield address, urlsplit(CLIENT.get(address).headers.get("Location", "")).path


def links() -> Iterator[tuple[str, Any]]:
    """The links of public pages, with their states."""
    for answer in numbered("/api/v3/liens/?"):
        for item in answer["liens"]:
            yield item["url"], item["etat"]


def ids_found(asked: str) -> list[int]:
    """The pages that a search finds, in the order of their numbers."""
    return sorted(hit["id"] for answer in numbered(f"/api/v3/recherche/?{asked}&") for hit in answer["resultats"])


def cap(link: str, secret: str) -> dict[str, list[str]]:
    """The titles in each column of the C.A.P. that a link opens, as the API gives them and the page shows them."""
    response = CLIENT.get(reverse(PAGES_OF_A_CAP[link], args=[secret]))
    shown = one_line(unescape(response.content.decode())) if response.status_code == 200 else ""
    columns = get("/api/v3/cap/", headers={"X-Cap": secret})["colonnes"]
    titles = {column["famille"]: [one["titre"] for one in column["elements"]] for column in columns}
    return {famille: [title for title in some if one_line(title) in shown] for famille, some in titles.items()}


def one_line(text: str) -> str:
    """The text with plain single spaces; the page puts others where French wants them."""
    return " ".join(text.split())


def adoc() -> Iterator[tuple[str, Any]]:
    """Each A.D.O.C.: what follows from the first choice in every question."""
    for one in get("/api/v3/adoc/"):
        whole = get(f"/api/v3/adoc/{one['id']}/")
        given = {asked["code"]: [asked["choix"][0]["code"]] for asked in whole["questions"] if asked["choix"]}
        address = f"/api/v3/adoc/{one['id']}/evaluation/"
        answer = answered(CLIENT.post(address, {"reponses": given}, content_type="application/json"))
        yield (
            str(one["id"]),
            {
                "questions": [asked["code"] for asked in whole["questions"]],
                "maturity": {measure["dimension"]: measure["part"] for measure in answer["maturite"]},
                "proposed": sorted(page["id"] for column in answer["colonnes"] for page in column["propositions"]),
            },
        )


def numbered(address: str) -> Iterator[Any]:
    """Every page of a list whose pages are numbered; the address ends where a parameter may follow."""
    number = last = 1
    while number <= last:
        answer = get(f"{address}page={number}")
        yield answer
        number, last = number + 1, answer["derniere_page"]


def get(address: str, headers: dict[str, str] | None = None) -> Any:
    """What the API answers. Raises UnexpectedAnswerError unless it is 200."""
    return answered(CLIENT.get(address, headers=headers))


def answered(response: Any) -> Any:
    if response.status_code != 200:
        raise UnexpectedAnswerError(
            f"{response.request['PATH_INFO']}: {response.status_code} {response.content[:500]!r}"
        )
    return response.json()
