"""Who reads what: every reader at every address that can show a page, in each state that a page can be in.

Each page says a word of its own in its title. What an answer shows is the words that are found in it, those of pages
that were not asked for among them.
"""

import re

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import APIToken, Collection, CollectionViewRestriction, PageViewRestriction

from acces.enums import TokenScope
from acces.models import DroitsDeJeton
from headless.apercus.sharing import share
from headless.contenus.turns import render_waiting
from headless.journal.keeping import keep_journal
from liens.models import Lien
from pages.admin.groups import EDITEURS, install_groups
from public.sitemaps import PAGES_A_PART
from search import engines
from search.index.rebuilding import rebuild_index
from taxonomy.enums import Famille
from tests.addresses import every_address
from tests.cms.kept.conftest import begin_anew
from tests.factories import pages, parcours, taxonomy
from tests.search.conftest import forget_everything

pytestmark = pytest.mark.django_db

PUBLIQUE, JAMAIS, RETIREE, RESTREINTE, MODIFIEE = "zpublique", "zjamais", "zretiree", "zrestreinte", "zmodifiee"
IN_ORDER = (PUBLIQUE, JAMAIS, RETIREE, RESTREINTE, MODIFIEE)
PARCOURS = "zparcours"
BROUILLON = "zbrouillon"  # what MODIFIEE says in its newer draft
OUVERTE, RESERVEE = "zouverte", "zreservee"  # files of an open collection and of one for members
WORDS = (PUBLIQUE, JAMAIS, RETIREE, RESTREINTE, MODIFIEE, BROUILLON, PARCOURS, OUVERTE, RESERVEE)

NOTHING = ""
PUBLIC = f"{PUBLIQUE} {MODIFIEE}"
SIGNED_IN = f"{PUBLIQUE} {RESTREINTE} {MODIFIEE}"
ALL_ROWS = f"{PUBLIQUE} {JAMAIS} {RETIREE} {RESTREINTE} {MODIFIEE}"
FILES = f"{OUVERTE} {RESERVEE}"
DRAFTS = f"{PUBLIQUE} {JAMAIS} {RETIREE} {RESTREINTE} {BROUILLON}"

ANONYMOUS, BARE_TOKEN, WRITING_TOKEN, READING_TOKEN = "nobody", "bare token", "writing token", "reading token"
EDITOR, SUPERUSER = "editor's session", "superuser's session"
READERS = (ANONYMOUS, BARE_TOKEN, WRITING_TOKEN, READING_TOKEN, EDITOR, SUPERUSER)
SESSIONS = (EDITOR, SUPERUSER)


V3 = "api/v3/"


class Asked:
    """What is asked at one address, and what is shown: to everybody, or else to some by name and to all others.

    In `paths`, `{page}`, `{chemin}`, `{revision}`, `{partage}` and `{restriction}` stand for each page in turn.
    """

    def __init__(self, *paths, shows, also=(), posts=None, headers=None):
        self.paths = paths
        self.shows = dict.fromkeys(READERS, shows) | dict(also)
        self.posts = posts
        self.headers = headers or {}


def to(*readers, shows):
    return dict.fromkeys(readers, shows).items()


NUMBER = "<int:page_id>/"
ADDRESSES = {
    # ── Pages as visitors see them
    r"^((?:[\w\-]+/)*)$": Asked(
        "{chemin}", "/", "/agir/", "/agir/piloter/", shows=PUBLIC, also=to(*SESSIONS, shows=SIGNED_IN)
    ),
    "recherche/": Asked("/recherche/?q=commune", shows=PUBLIC),
    "recherche/export.csv": Asked("/recherche/export.csv?q=commune", shows=PUBLIC),
    # The columns of a ressource alone: what it finds of other pages is left out.
    "recherche/tableau/<slug:sorte>.<slug:forme>": Asked(
        "/recherche/tableau/ressources.csv?q=commune", "/recherche/tableau/exemples.csv?q=commune", shows=PUBLIC
    ),
    "recherche/flux.atom": Asked("/recherche/flux.atom?q=commune", shows=PUBLIC),
    "recherche/imprimer/": Asked("/recherche/imprimer/?q=commune", shows=PUBLIC),
    "sitemap.xml": Asked("/sitemap.xml", shows=NOTHING),
    "sitemap-<int:part>.xml": Asked("/sitemap-{partie}.xml", shows=PUBLIC),
    "cap/ajouter/": Asked("/cap/ajouter/?page={page}", shows=PUBLIC),
    "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/": Asked(
        "/_util/authenticate_with_password/{restriction}/{page}/", shows=NOTHING
    ),
    # Whoever has the link reads the draft: it is what the link is for.
    "brouillon/<str:secret>/": Asked("/brouillon/{partage}/", shows=DRAFTS),
    # ── Files
    r"documents/^(\d+)/(.*)$": Asked("{document}", shows=OUVERTE, also=to(*SESSIONS, shows=FILES)),
    # ── The API, Wagtail's part
    f"{V3}pages/": Asked(f"/{V3}pages/?limit=100", shows=PUBLIC, also=to(READING_TOKEN, shows=ALL_ROWS)),
    f"{V3}pages/find/": Asked(
        f"/{V3}pages/find/?id={{page}}",
        f"/{V3}pages/find/?html_path={{chemin}}",
        f"/{V3}pages/find/?id={{page}}&version=draft",
        shows=PUBLIC,
        also=to(READING_TOKEN, shows=f"{ALL_ROWS} {BROUILLON}"),
    ),
    f"{V3}pages/<page_id>/": Asked(f"/{V3}pages/{{page}}/", shows=PUBLIC, also=to(READING_TOKEN, shows=ALL_ROWS)),
    f"{V3}pages/<page_id>/revisions/": Asked(
        f"/{V3}pages/{{page}}/revisions/", shows=NOTHING, also=to(READING_TOKEN, shows=f"{ALL_ROWS} {BROUILLON}")
    ),
    f"{V3}pages/<page_id>/revisions/<revision_id>/": Asked(
        f"/{V3}pages/{{page}}/revisions/{{revision}}/", shows=NOTHING, also=to(READING_TOKEN, shows=DRAFTS)
    ),
    f"{V3}documents/": Asked(f"/{V3}documents/", shows=OUVERTE, also=to(READING_TOKEN, shows=FILES)),
    f"{V3}documents/<document_id>/": Asked(
        f"/{V3}documents/{{fichier}}/", shows=OUVERTE, also=to(READING_TOKEN, shows=FILES)
    ),
    f"{V3}images/": Asked(f"/{V3}images/", shows=OUVERTE, also=to(READING_TOKEN, shows=FILES)),
    f"{V3}images/<image_id>/": Asked(f"/{V3}images/{{image}}/", shows=OUVERTE, also=to(READING_TOKEN, shows=FILES)),
    # ── The API, ours: what is public and nothing else, whoever asks
    f"{V3}contenus/": Asked(f"/{V3}contenus/", f"/{V3}contenus/?expand=enfants", shows=PUBLIC),
    f"{V3}contenus/trouver/": Asked(f"/{V3}contenus/trouver/?chemin={{chemin}}", shows=PUBLIC),
    f"{V3}contenus/{NUMBER}": Asked(
        f"/{V3}contenus/{{page}}/", f"/{V3}contenus/{{page}}/?expand=voisins", shows=PUBLIC
    ),
    f"{V3}navigation/": Asked(f"/{V3}navigation/", shows=NOTHING),
    f"{V3}arbres/<liste>/": Asked(f"/{V3}arbres/domaines/", shows=NOTHING),
    f"{V3}modifications/": Asked(f"/{V3}modifications/?depuis=0", shows=NOTHING),
    f"{V3}adoc/": Asked(f"/{V3}adoc/", shows=NOTHING),
    f"{V3}adoc/{NUMBER}": Asked(f"/{V3}adoc/{{parcours}}/", shows=PARCOURS),
    f"{V3}adoc/{NUMBER}evaluation/": Asked(
        f"/{V3}adoc/{{parcours}}/evaluation/",
        posts={"reponses": {"q1": ["oui"], "q2": ["3"]}},
        shows=f"{PUBLIC} {PARCOURS}",
    ),
    f"{V3}cap/": Asked(f"/{V3}cap/", headers={"X-Cap": "{cap}"}, shows=PUBLIQUE),
    f"{V3}cap/elements/": Asked(
        f"/{V3}cap/elements/", headers={"X-Cap": "{cap}"}, posts={"page": "{page}"}, shows=PUBLIC
    ),
    f"{V3}recherche/": Asked(f"/{V3}recherche/?q=commune", shows=PUBLIC),
    f"{V3}recherche/suggestions/": Asked(f"/{V3}recherche/suggestions/?q=commune", shows=PUBLIC),
    f"{V3}liens/": Asked(f"/{V3}liens/", shows=PUBLIC),
    f"{V3}liens/<int:lien_id>/": Asked(f"/{V3}liens/{{lien}}/", shows=PUBLIC),
    f"{V3}apercu/": Asked(f"/{V3}apercu/?partage={{partage}}", shows=DRAFTS),
}
#: What shows no page, and why it is not asked: writes (a token needs the right to them), and what is no page's.
ELSEWHERE = {
    "writes": {
        *(
            f"{V3}pages/<page_id>/actions/{act}/"
            for act in ("publish", "unpublish", "copy", "move", "delete", "revert", "submit")
        ),
        *(f"{V3}pages/<page_id>/actions/{act}/" for act in ("convert_alias", "create_alias", "copy_for_translation")),
        *(f"{V3}cap/{what}" for what in ("lien/", "elements/<cle>/", "elements/<cle>/place/")),
    },
    "snippets, none of which is open (tests/cms/test_bad_input.py)": {
        *(f"{V3}snippets/<type>/{rest}" for rest in ("", "<pk>/", "<pk>/revisions/", "<pk>/revisions/<revision_id>/")),
        *(f"{V3}snippets/<type>/<pk>/actions/{act}/" for act in ("delete", "publish", "unpublish", "revert")),
        f"{V3}snippets/<type>/<pk>/actions/copy_for_translation/",
    },
    "terms, and the shape of things": {
        *(f"{V3}{what}" for what in ("", "openapi.json", "docs/", "schema/", "schema/<type_name>/", "whoami/")),
        *(f"{V3}termes/{what}" for what in ("", "<referentiel>/", "<referentiel>/<slug>/")),
        *(f"{V3}{what}" for what in ("sites/", "sites/<site_id>/")),
        *(f"{V3}redirects/{what}" for what in ("", "find/", "<redirect_id>/")),
        *(
            "recherche/territoires/",
            # Numbers alone; what they count is what the search finds: tests/couverture.
            "couverture/",
            "robots.txt",
            "favicon.ico",
            ".well-known/security.txt",
            "^api/",
            "sante/",
            "sante/pret/",
            "sante/mesures/",
        ),
    },
    "by a secret of their own: tests/cap, tests/workers/links/reports, tests/parutions": {
        *("parution/<str:secret>/", "parution/<str:secret>/<path:path>"),
        *("cap/", "cap/lire/<str:secret>/", "cap/modifier/<str:secret>/", "liens/fonctionne/<str:jeton>/"),
    },
    "by a link of its own, tried in tests/propositions/test_desk.py": {
        *(f"espace-partenaire/{what}" for what in ("", "entrer/<str:secret>/", "sortir/", "valables/", "proposer/")),
        *(f"espace-partenaire/{what}" for what in ("feuille/", "feuille/modele.<slug:forme>", "propositions/")),
        *("espace-partenaire/ressources/<int:page_id>/corriger/", "espace-partenaire/propositions/<int:pk>/"),
    },
    "a form": {"_util/login/", "documents/authenticate_with_password/<int:restriction_id>/"},
    "a signed size of an image, whose address is secret": {r"images/^([^/]*)/(\d*)/([^/]*)/[^/]*$"},
}


@pytest.fixture
def places(settings, tmp_path, monkeypatch):
    """The pages, in every state, with all that may show them; what stands for each in `ADDRESSES`."""
    settings.SEARCH_ENGINE = "search.engines.embedded.EmbeddedEngine"
    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.KEPT_PAGES_MB = 8
    engines._engine.cache_clear()
    forget_everything()
    arbre = pages.arbre()
    made = {
        word: pages.ressource(
            arbre.boite,
            title=f"Commune {word}",
            slug=f"page-{rank}",
            live=word != JAMAIS,
            urls=(f"https://partenaire.example/{rank}",),
        )
        for rank, word in enumerate(IN_ORDER)
    }
    made[RETIREE].unpublish()
    restriction = PageViewRestriction.objects.create(page=made[RESTREINTE], restriction_type="login")
    made[MODIFIEE].title = f"Commune {BROUILLON}"
    made[MODIFIEE].save_revision()
    questionnaires = questionnaires_in_both_states(arbre, made)
    rebuild_index(engines.current_engine())
    render_waiting()
    keep_journal()
    files = files_in_both_collections()
    cap = Client().post(f"/{V3}cap/").json()["edition"]
    Client().post(
        f"/{V3}cap/elements/", {"page": made[PUBLIQUE].pk}, content_type="application/json", headers={"X-Cap": cap}
    )
    now = timezone.now()
    yield [
        {
            "page": page.pk,
            "partie": page.pk // PAGES_A_PART,
            "chemin": f"/agir/piloter/{page.slug}/",
            "revision": page.latest_revision_id or page.get_latest_revision().pk,
            "partage": share(page=page, jours=7, par=None, now=now)[1],
            "restriction": restriction.pk,
            "parcours": questionnaires[rank % 2].pk,
            "lien": getattr(Lien.objects.filter(url=f"https://partenaire.example/{rank}").first(), "pk", 0),
            "cap": cap,
            **files[rank % 2],
        }
        for rank, page in enumerate(made.values())
    ]
    engines._engine.cache_clear()


def questionnaires_in_both_states(arbre, made):
    """One that is public and proposes pages in every state, and one that never was."""
    cibles = {Famille.DONNEE: made[RESTREINTE], Famille.OUTIL: made[MODIFIEE]}
    public = parcours.page(arbre.accueil, taxonomy.acteur(a_un_parcours=True), title="Questionnaire", cibles=cibles)
    question = public.questions_adoc.all()[0]
    question.texte = PARCOURS
    public.questions_adoc.add(question)
    public.save_revision().publish()
    draft = parcours.page(arbre.accueil, taxonomy.acteur(a_un_parcours=True), title=JAMAIS, live=False)
    draft.save_revision()
    return public, draft


def files_in_both_collections():
    """A document and an image that are everybody's, and two of a collection for members."""
    root = Collection.get_first_root_node() or Collection.add_root(name="Root")
    members = root.add_child(name="Membres")
    CollectionViewRestriction.objects.create(collection=members, restriction_type="login")
    found = []
    for word, collection in ((OUVERTE, root), (RESERVEE, members)):
        document = get_document_model().objects.create(
            title=word, collection=collection, file=ContentFile(word.encode(), name=f"f{len(found)}.txt")
        )
        image = get_image_model().objects.create(
            title=word, collection=collection, file=get_test_image_file(filename=f"i{len(found)}.png")
        )
        found.append({"document": document.url, "fichier": document.pk, "image": image.pk})
    return found


def reading_as(reader):
    """A client for this reader, and the headers of its calls."""
    install_groups()
    editor, superuser = pages.membre(EDITEURS), pages.administrateur()
    client = Client()
    if reader in SESSIONS:
        client.force_login(editor if reader == EDITOR else superuser)
    if reader in (ANONYMOUS, *SESSIONS):
        return client, {}
    # An account that may everything: what its token may not is not read.
    token, plaintext = APIToken.create_token(user=superuser, name=reader)
    rights = {WRITING_TOKEN: [TokenScope.ECRITURE], READING_TOKEN: [TokenScope.BROUILLONS]}.get(reader, [])
    DroitsDeJeton.objects.create(jeton=token, portees=rights)
    return client, {"Authorization": f"Bearer {plaintext}"}


def words_in(text):
    # A list of addresses names pages by their slugs, which are no words: a page that is not there says what was asked.
    text = re.sub(r"/page-(\d)/</loc>", lambda found: IN_ORDER[int(found[1])], text)
    return " ".join(word for word in WORDS if word in text)


def answer_of(client, path, *, headers, posts=None):
    if posts is None:
        return client.get(path, headers=headers, follow=path.startswith(f"/{V3}"))
    return client.post(path, posts, content_type="application/json", headers=headers)


def text_of(response):
    return b"".join(response).decode() if response.streaming else response.content.decode()


def shown_to(client, headers, asked, places):
    """The words that are shown at one address, all places together."""
    calls = {}
    for place in places:
        sent = {name: value.format(**place) for name, value in asked.headers.items()} | headers
        posts = asked.posts and {name: place.get(str(value)[1:-1], value) for name, value in asked.posts.items()}
        for path in asked.paths:
            calls[path.format(**place), repr(posts)] = (sent, posts)
    answers = [answer_of(client, path, headers=sent, posts=posts) for (path, _), (sent, posts) in calls.items()]
    return words_in("".join(map(text_of, answers)))


def in_order(words):
    return words_in(words)


@pytest.mark.parametrize("reader", READERS)
def test_reader_is_shown_what_is_his_at_every_address(reader, places):
    client, headers = reading_as(reader)
    begin_anew()
    for asked in ADDRESSES.values():
        if asked.posts is None:
            shown_to(Client(), {}, asked, places)  # what others were answered is kept
    shown = {route: shown_to(client, headers, asked, places) for route, asked in ADDRESSES.items()}
    assert shown == {route: in_order(asked.shows[reader]) for route, asked in ADDRESSES.items()}


def test_every_address_of_the_site_is_in_the_matrix_or_said_to_show_no_page():
    known = set(ADDRESSES).union(*ELSEWHERE.values())
    assert {one.route for one in every_address() if not one.route.startswith("admin/")} == known
