from pathlib import Path

import pytest

from tests.imports import ORDER, breaches, foreign

ROOT = Path(__file__).resolve().parent.parent


def test_imports_run_one_way():
    assert breaches(ROOT) == []


def test_applications_import_neither_tests_nor_scripts():
    assert foreign(ROOT) == []


@pytest.fixture
def house(tmp_path):
    """A project with the five packages, empty, and a way to plant a line in one of them."""
    for package in ORDER:
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()

    def plant(file, text):
        path = tmp_path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return tmp_path

    return plant


@pytest.mark.parametrize(
    ("file", "text", "breach"),
    [
        ("taxonomy/a.py", "import pages.models\n", "taxonomy/a.py:1 imports pages.models"),
        ("pages/a.py", "\nfrom search import query\n", "pages/a.py:2 imports search"),
        ("search/b/c.py", "def f():\n    from workers.celery import app\n", "search/b/c.py:2 imports workers.celery"),
        ("workers/a.py", "from cms.settings import DEBUG\n", "workers/a.py:1 imports cms.settings"),
        ("pages/a.py", "if TYPE_CHECKING:\n    import workers\n", "pages/a.py:2 imports workers"),
        (
            "pages/a.py",
            "importlib.import_module('search.contract.query')\n",
            "pages/a.py:1 imports search.contract.query",
        ),
    ],
)
def test_import_against_the_order_is_found(house, file, text, breach):
    assert breaches(house(file, text)) == [breach]


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
    assert breaches(house(file, text)) == []


def test_application_that_imports_a_script_is_found(house):
    assert foreign(house("pages/a.py", "from scripts.demo import places\n")) == ["pages/a.py:1 imports scripts.demo"]
