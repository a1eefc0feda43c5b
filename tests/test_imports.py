"""The walls of the house hold, and whoever breaks one is named."""

import pytest

from scripts.house.graph import House
from scripts.house.rooms import ORDER, ROOT
from scripts.house.upstairs import Upstairs
from scripts.house.walls import breaches, circles, inner_circles


@pytest.fixture(scope="module")
def ours():
    return House(ROOT)


def test_imports_run_one_way(ours):
    assert breaches(ours) == []


def test_no_files_import_one_another_in_a_circle(ours):
    assert circles(ours) == []


def test_inside_every_room_imports_run_one_way(ours):
    assert inner_circles(ours) == []


def test_no_room_says_a_name_of_a_room_above(ours):
    assert Upstairs(ours).breaches() == []


@pytest.fixture
def house(tmp_path):
    """A project with every room, empty, and a way to plant files in it: `house(file=text, …)`."""
    for room in ORDER:
        (tmp_path / room).mkdir()
        (tmp_path / room / "__init__.py").touch()

    def plant(files):
        for file, text in files.items():
            path = tmp_path / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return House(tmp_path)

    return plant


@pytest.mark.parametrize(
    ("file", "text", "breach"),
    [
        ("taxonomy/a.py", "import pages.models\n", "taxonomy/a.py:1 imports pages.models"),
        ("pages/a.py", "\nfrom search import query\n", "pages/a.py:2 imports search.query"),
        (
            "search/b/c.py",
            "def f():\n    from workers.celery import app\n",
            "search/b/c.py:2 imports workers.celery.app",
        ),
        ("workers/a.py", "from cms.settings import DEBUG\n", "workers/a.py:1 imports cms.settings.DEBUG"),
        ("pages/a.py", "if TYPE_CHECKING:\n    import workers\n", "pages/a.py:2 imports workers"),
        ("pages/a.py", "importlib.import_module('search.query')\n", "pages/a.py:1 imports search.query"),
        ("liens/a.py", "from public.rows import rows\n", "liens/a.py:1 imports public.rows.rows"),
        ("pages/a.py", "from scripts.demo import places\n", "pages/a.py:1 imports scripts.demo.places"),
        ("cms/a.py", "import tests.factories\n", "cms/a.py:1 imports tests.factories"),
    ],
)
def test_import_against_the_order_is_found(house, file, text, breach):
    assert breaches(house({file: text})) == [breach]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("pages/a.py", "from taxonomy.models import Domaine\n"),
        ("cms/a.py", "import workers\nimport search\nimport pages\nimport taxonomy\n"),
        ("search/a.py", "from . import workers\nfrom search.workers import x\n"),
        ("taxonomy/a.py", "NAME = 'pages.models'\n"),
    ],
)
def test_import_along_the_order_is_allowed(house, file, text):
    assert breaches(house({file: text})) == []


@pytest.mark.parametrize(
    "back",
    [
        "from pages.a import x\n",
        "if TYPE_CHECKING:\n    from pages.a import X\n",
        "def late():\n    from pages import a\n",
        "import_string('pages.a.x')\n",
    ],
)
def test_circle_of_files_is_found_however_it_closes(house, back):
    files = {"pages/a.py": "from pages.b import y\n", "pages/b.py": "from pages.c import z\n", "pages/c.py": back}
    assert circles(house(files)) == ["pages.a ↔ pages.b ↔ pages.c"]


def test_two_parts_of_a_room_that_import_each_other_are_found(house):
    files = {
        "pages/blocks/a.py": "from pages.api.shapes import x\n",
        "pages/blocks/b.py": "",
        "pages/api/shapes.py": "",
        "pages/api/fields.py": "from pages.blocks import b\n",
    }
    planted = house(files)
    assert (circles(planted), inner_circles(planted)) == ([], ["pages: api ↔ blocks"])


def test_a_package_may_be_imported_by_what_stands_in_it(house):
    files = {
        "pages/__init__.py": "",
        "pages/blocks/a.py": "import pages\n",
        "pages/b.py": "from pages.blocks import a\n",
    }
    assert inner_circles(house(files)) == []


WORKERS_MODEL = "from liens.models import Lien\n\nclass Suivi:\n    lien = OneToOneField(Lien, related_name='suivi')\n"
CAP_MODEL = "from liens.models import Lien\n\nclass Element:\n    lien = models.ForeignKey(Lien)\n"
ADOC_MODEL = "from pages.models import PageEditoriale\n\nclass Parcours(PageEditoriale):\n    pass\n"


@pytest.mark.parametrize(
    ("above", "file", "text", "breach"),
    [
        (
            {"workers/links/models.py": WORKERS_MODEL},
            "liens/a.py",
            "X = ['suivi__etat_depuis']\n",
            "liens/a.py:1 says « suivi__etat_depuis », which is workers’s",
        ),
        (
            {"workers/links/models.py": WORKERS_MODEL},
            "public/a.py",
            "rows.select_related('suivi')\n",
            "public/a.py:1 says « suivi », which is workers’s",
        ),
        (
            {"cap/models.py": CAP_MODEL},
            "liens/a.py",
            "rows.filter(element__isnull=True)\n",
            "liens/a.py:1 says « element__isnull », which is cap’s",
        ),
        (
            {"adoc/models.py": ADOC_MODEL},
            "pages/a.py",
            "types = ['pages.Parcours']\n",
            "pages/a.py:1 says « pages.Parcours », which is adoc’s",
        ),
        (
            {"headless/tasks.py": "@shared_task(name='webhooks.tell')\ndef tell():\n    pass\n"},
            "pages/a.py",
            "wake('webhooks.tell')\n",
            "pages/a.py:1 says « webhooks.tell », which is headless’s",
        ),
        (
            {"workers/urls.py": "urlpatterns = [path('x/', view, name='links_report')]\n"},
            "liens/a.py",
            "LIST = 'links_report'\nreverse(LIST)\n",
            "liens/a.py:2 says « links_report », which is workers’s",
        ),
    ],
)
def test_name_of_a_room_above_is_found(house, above, file, text, breach):
    assert Upstairs(house({**above, file: text})).breaches() == [breach]


def test_same_names_may_be_said_in_their_room_and_above(house):
    files = {"workers/links/models.py": WORKERS_MODEL, "headless/a.py": "rows.filter(suivi__etat=1)\n"}
    assert Upstairs(house(files)).breaches() == []


def test_a_word_that_is_no_lookup_is_no_name(house):
    files = {"workers/links/models.py": WORKERS_MODEL, "liens/a.py": "HEADING = 'suivi'\n"}
    assert Upstairs(house(files)).breaches() == []
