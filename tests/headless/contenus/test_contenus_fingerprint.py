"""Bodies of before are known by the code that made them: by all of it, and by nothing else."""

import os
import shutil
import subprocess
import sys

import pytest
from django.conf import settings

from ground.machine.code import imported
from headless.contenus import fingerprint
from headless.contenus.fingerprint import forme_du_code

SOURCES = ("acces", "adoc", "cap", "ground", "headless", "liens", "pages", "public", "search", "taxonomy", "workers")


@pytest.fixture
def anew():
    """The value is made again, in this test and after it."""
    forme_du_code.cache_clear()
    yield
    forme_du_code.cache_clear()


@pytest.fixture
def copied(tmp_path, monkeypatch, settings, anew):
    """A copy of the source that may be written to; what is made of it, after each change."""
    for name in SOURCES:
        shutil.copytree(settings.BASE_DIR / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    settings.BASE_DIR = tmp_path

    def changed(file):
        before = forme_du_code()
        with (tmp_path / file).open("a", encoding="utf-8") as source:
            source.write("\n# another line\n")
        forme_du_code.cache_clear()
        return forme_du_code() != before

    return changed


@pytest.mark.parametrize(
    "file",
    [
        "adoc/models.py",
        "ground/addresses/rich_text.py",
        "headless/contenus/bodies.py",
        "headless/contenus/schemas.py",
        "pages/api/__init__.py",
        "pages/api/images.py",
        "pages/api/rich_text.py",
        "pages/blocks/api_schemas.py",
        "pages/blocks/text.py",
        "pages/models/ressource.py",
        "pages/tree_paths.py",
        "taxonomy/models/territoire.py",
    ],
)
def test_change_of_what_makes_bodies_is_seen(copied, file):
    assert copied(file) is True


@pytest.mark.parametrize(
    "file", ["cap/models.py", "headless/journal/keeping.py", "public/navigation.py", "search/planning/planner.py"]
)
def test_change_of_what_makes_no_body_is_not_seen(copied, file):
    assert copied(file) is False


@pytest.mark.parametrize("name", ["SECRET_KEY", "SITE_URL"])
def test_settings_that_addresses_are_made_of_are_seen(settings, anew, name):
    before = forme_du_code()
    setattr(settings, name, "https://autre.example")
    forme_du_code.cache_clear()
    assert forme_du_code() != before


def test_version_of_a_library_is_seen(monkeypatch, anew):
    before = forme_du_code()
    monkeypatch.setattr("selectolax.__version__", "0")
    forme_du_code.cache_clear()
    assert forme_du_code() != before


def test_another_process_finds_the_same(anew):
    asked = "import django; django.setup(); from headless.contenus.fingerprint import forme_du_code as f; print(f())"
    own = {"SECRET_KEY": settings.SECRET_KEY, "SITE_URL": settings.SITE_URL, "PYTHONHASHSEED": "7"}
    said = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=settings.BASE_DIR,
        env=os.environ | own | {"DJANGO_SETTINGS_MODULE": "cms.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == forme_du_code()


def test_maker_that_moved_away_is_an_error(copied, settings):
    (settings.BASE_DIR / "headless/contenus/bodies.py").unlink()
    with pytest.raises(LookupError, match=fingerprint.BODIES):
        forme_du_code()


def test_imports_are_followed_through_packages_functions_and_names(tmp_path):
    sources = {
        "a/__init__.py": "",
        "a/one.py": "from a import two\n",
        "a/two.py": "def f():\n    import b.three as three\n    import json\n",
        "a/unread.py": "",
        "b/__init__.py": "from html import escape\n",
        "b/three.py": "from a.one import name\n",
    }
    for name, source in sources.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(source, encoding="utf-8")
    files, libraries = imported(["a.one"], tmp_path)
    assert sorted(files) == ["a", "a.one", "a.two", "b", "b.three"]
    assert libraries == {"html", "json"}
