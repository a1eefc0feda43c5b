"""The repository agrees with itself: what is read is documented, what is documented exists."""

import ast
import re
import subprocess
import sys
import unicodedata
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from scripts.house.rooms import ORDER

ROOT = Path(__file__).resolve().parent.parent
APPLICATIONS = ORDER
SOURCE = (*ORDER, "scripts", "tests")
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
LOCKED = ("requirements", "requirements-dev", "requirements-vectors", "scripts/mutation/requirements")
READER = r"env\.(text|boolean|integer|items|url|secret_key|name_server|existing_file|networks|header|choice)"


def files(*folders, suffix=".py"):
    return sorted(
        path
        for folder in folders
        for path in (ROOT / folder).rglob(f"*{suffix}")
        if "__pycache__" not in path.parts and "migrations" not in path.parts
    )


def tracked():
    """The files of the repository by their paths; a skip where it is no git checkout."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [name for name in listed.stdout.split("\0") if name]


def names_read(path):
    """The variables that a file reads through `cms.env`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and re.fullmatch(READER, ast.unparse(node.func)):
            yield ast.literal_eval(node.args[0])


def test_every_variable_read_is_in_the_readme():
    read = {name for path in files(*APPLICATIONS) for name in names_read(path)}
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE))
    assert "DATABASE_URL" in read
    assert read == documented


def test_environment_is_read_through_typed_readers_only():
    allowed = {
        ROOT / "cms/env.py",
        ROOT / "cms/wsgi.py",
        ROOT / "workers/celery.py",
        ROOT / "cms/eyes/sharing.py",
        ROOT / "cms/beat.py",
    }
    readers = {path for path in files(*APPLICATIONS) if re.search(r"\bos\.(environ|getenv)\b", path.read_text("utf-8"))}
    assert readers - allowed == set()


def test_mails_leave_through_the_outbox_alone():
    """Which sends them again, and tells what became of each: `post_message` puts one there."""
    allowed = {ROOT / "workers/links/reports/mailing" / name for name in ("delivery.py", "outbox.py")}
    senders = {
        path
        for path in files(*APPLICATIONS)
        if re.search(r"from django\.core(?:\.mail import| import .*\bmail\b)", path.read_text("utf-8"))
    }
    assert senders == allowed


def test_every_management_command_is_documented():
    written = {path.stem for path in files(*APPLICATIONS) if path.parent.name == "commands" and path.stem != "__init__"}
    documented = set(re.findall(r"^\| `([a-z_]+)` \|", COMMANDS, re.MULTILINE))
    assert written == documented


def test_every_option_of_a_command_is_documented():
    rows = dict(re.findall(r"^\| `([a-z_]+)` \|(.+)$", COMMANDS, re.MULTILINE))
    missing = [
        f"{path.stem} {option}"
        for path in files(*APPLICATIONS)
        if path.parent.name == "commands"
        for option in re.findall(r'add_argument\(\s*"(--[a-z-]+)"', path.read_text("utf-8"))
        if f"`{option}" not in rows[path.stem]
    ]
    assert missing == []


def test_every_make_target_is_documented_and_explained():
    phony = re.search(r"^\.PHONY: ((?:.*\\\n)*.*)$", MAKEFILE, re.MULTILINE).group(1)
    internal = {"check-python", "environment", "environment-dev"}
    targets = set(phony.replace("\\\n", " ").split()) - internal
    assert set(re.findall(r"^([a-z0-9-]+):.* ## \S", MAKEFILE, re.MULTILINE)) == targets
    assert set(re.findall(r"^\| `make ([a-z0-9-]+)` \|", COMMANDS, re.MULTILINE)) == targets


def test_make_help_prints_every_target():
    said = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    targets = re.findall(r"^([a-z0-9-]+):.* ## \S", MAKEFILE, re.MULTILINE)
    assert re.findall(r"^  make ([a-z0-9-]+) ", said, re.MULTILINE) == targets


def test_ci_calls_targets_that_exist():
    ci = (ROOT / ".ci/run").read_text(encoding="utf-8")
    called = set(re.findall(r"^make (?:--\S+ )?([a-z-]+)", ci, re.MULTILINE))
    assert called == {"lint", "types", "migrations-check", "pdfua", "test", "test-long"}


@pytest.mark.parametrize("name", [f"{stem}.in" for stem in LOCKED])
def test_every_requirement_has_its_reason(name):
    lines = [line for line in (ROOT / name).read_text("utf-8").splitlines() if line and line[0] not in "#-"]
    assert [line for line in lines if not re.fullmatch(r"\S+ +# \S.{10,}", line)] == []


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("stem", LOCKED)
def test_every_requirement_is_pinned_with_hashes(stem):
    wanted = {
        normal(name)
        for name in re.findall(r"^([A-Za-z][\w.-]*)", (ROOT / f"{stem}.in").read_text("utf-8"), re.MULTILINE)
    }
    compiled = (ROOT / f"{stem}.txt").read_text("utf-8")
    entries = re.split(r"\n(?=[A-Za-z])", compiled)[1:]
    pinned = {
        normal(re.match(r"([\w.-]+)", entry).group(1))
        for entry in entries
        if re.match(r"[\w.-]+(\[[\w,]+\])?==", entry)
    }
    assert wanted - pinned == set()
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert [line for line in compiled.splitlines() if "://" in line] == []


#: Run by the interpreter of cosmic-ray's own environment.
ELSEWHERE = {ROOT / "scripts/mutation/mutants.py"}


def libraries(paths):
    """The top-level modules of others that these files import, wherever in them."""
    nodes = [node for path in paths for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom) and not node.level}
    return {name.split(".")[0] for name in names} - set(sys.stdlib_module_names) - set(SOURCE)


@pytest.mark.parametrize(
    ("folders", "lists"),
    [(APPLICATIONS, ["requirements.in"]), (("scripts", "tests"), ["requirements.in", "requirements-dev.in"])],
)
def test_every_library_that_is_imported_is_asked_for_by_its_name(folders, lists):
    """One that comes along with another leaves with it."""
    text = "".join((ROOT / name).read_text("utf-8") for name in lists)
    asked = {normal(name) for name in re.findall(r"^([A-Za-z][\w.-]*)", text, re.MULTILINE)}
    homes = packages_distributions()
    imported = libraries(set(files(*folders)) - ELSEWHERE)
    assert "django" in imported
    assert {name for name in imported if asked.isdisjoint(map(normal, homes.get(name, ())))} == set()


def test_readme_is_short_and_its_links_lead_somewhere():
    assert len(README.splitlines()) <= 150
    local = [target for target in re.findall(r"\]\(([^)#:]+)\)", README) if not target.startswith("http")]
    assert [target for target in local if not (ROOT / target).exists()] == []


def test_adrs_are_numbered_and_fit_one_screen():
    pages = sorted((ROOT / "docs/adr").glob("*.md"))
    assert [path.name[:4] for path in pages] == [f"{number:04}" for number in range(1, len(pages) + 1)]
    assert {
        path.name: len(path.read_text("utf-8").splitlines())
        for path in pages
        if path.read_text("utf-8").count("\n") > 50
    } == {}


def test_changelog_has_a_place_for_the_next_change():
    assert "\n## Unreleased\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_licence_is_the_one_that_the_readme_names():
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")
    assert "[EUPL-1.2](LICENSE)" in README


def test_no_file_is_longer_than_400_lines():
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in files(*SOURCE)}
    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_no_module_is_a_drawer_for_everything():
    assert [path for path in files(*SOURCE) if path.stem in {"utils", "helpers", "misc", "common"}] == []


def test_test_modules_cannot_be_taken_for_each_other():
    loose = [path.name for path in files("tests") if not (path.parent / "__init__.py").exists()]
    assert sorted({name for name in loose if loose.count(name) > 1 and name != "conftest.py"}) == []


def test_project_stands_without_its_surroundings():
    outside = re.compile(r"\.\./" + "shared|/" + "work/(main|shared)")
    texts = [
        ROOT / name for name in tracked() if name.endswith((".py", ".md", ".toml", ".html", ".yml", ".in", ".txt"))
    ]
    assert [str(path) for path in texts if path.exists() and outside.search(path.read_text("utf-8"))] == []


@pytest.mark.django_db
def test_migrations_are_in_step_with_the_models():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


GLOSSARY = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
#: Words between two nouns of a name.
BETWEEN = "(?:De|Du|Des|D|Le|La|Les|A|Au)?"


def entries():
    """(noun, rooms, classes and fields) of each noun of the glossary."""
    rows = re.findall(r"^\| ([^|`]+) \| [^|]+ \| ([a-z, ]+) \| ([^|]+) \|$", GLOSSARY, re.MULTILINE)
    return [
        (noun, rooms.split(", "), re.findall(r"`([\w.]+)`", shown))
        for nouns, rooms, shown in rows
        for noun in nouns.split(", ")
    ]


def in_a_name(noun):
    """`BoiteAOutils` for « Boîte à outils »."""
    plain = unicodedata.normalize("NFD", noun).encode("ascii", "ignore").decode()
    return "".join(word.capitalize() for word in re.split(r"[^A-Za-z]+", plain))


def unexplained(names):
    """The names that are not made of nouns of the glossary."""
    nouns = "|".join(sorted((in_a_name(noun) for noun, _, _ in entries()), key=len, reverse=True))
    made = re.compile(rf"(?:{nouns})s?(?:{BETWEEN}(?:{nouns})s?)*")
    return [name for name in names if not made.fullmatch(name)]


def test_every_noun_of_a_model_is_in_the_glossary():
    names = {model.__name__ for model in apps.get_models() if model.__module__.split(".")[0] in APPLICATIONS}
    assert (len(names) > 50, unexplained(sorted(names))) == (True, [])


@pytest.mark.parametrize(
    ("name", "left"),
    [("LigneRemplacement", []), ("ConditionDeRegle", []), ("BoitesAOutils", ["BoitesAOutils"]), ("Machin", ["Machin"])],
)
def test_name_is_explained_when_each_of_its_nouns_is(name, left):
    assert unexplained([name]) == left


def test_glossary_names_classes_and_fields_of_the_rooms_it_says():
    known = {}
    for path in files(*APPLICATIONS):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                known.setdefault(path.relative_to(ROOT).parts[0], {})[node.name] = names_in(node)
    wrong = [
        (noun, one)
        for noun, rooms, shown in entries()
        for one in shown
        if not any(stands(known[room], *one.split(".")) for room in rooms)
    ]
    assert (len(entries()) > 100, wrong) == (True, [])


def names_in(klass):
    """What is set in the body of a class."""
    found = set()
    for node in klass.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found


def stands(classes, name, field=None):
    """Whether a room has the class, with this field where one is named."""
    return name in classes and (field is None or field in classes[name])


#: Names of modules that documents forbid or invent.
NO_FILES = {"utils.py", "helpers.py"}


def test_every_file_that_a_document_names_exists():
    names = tracked()
    missing = [
        f"{document}: {name}"
        for document in names
        if document.endswith(".md") and not document.startswith("CHANGELOG")
        for code in re.findall(r"`([^`\n]+)`", (ROOT / document).read_text("utf-8"))
        for name in re.findall(r"(?<![\w*{])[\w./-]+\.(?:py|html|css|js|mjs|ts|svg|toml)\b(?!\w)", code)
        if name not in NO_FILES and not any(f"/{path}".endswith(f"/{name}") for path in names)
    ]
    assert missing == []


def test_every_check_that_a_document_names_is_tried():
    tests = "".join(path.read_text("utf-8") for path in files("tests"))
    named = {
        check
        for document in tracked()
        if document.endswith(".md")
        for check in re.findall(r"\b(?:[a-z]+|odd17)\.[EW]\d{3}\b", (ROOT / document).read_text("utf-8"))
    }
    assert ("pages.E001" in named, sorted(check for check in named if check not in tests)) == (True, [])


def test_every_folder_that_a_document_names_exists():
    folders = {str(parent) for name in tracked() for parent in Path(name).parents}
    missing = [
        f"{document}: {name}/"
        for document in tracked()
        if document.endswith(".md")
        for name in re.findall(
            rf"`((?:{'|'.join(ORDER)}|scripts|tests|templates)(?:/[\w-]+)*)/`", (ROOT / document).read_text("utf-8")
        )
        if name not in folders
    ]
    assert missing == []


def test_no_line_of_a_template_is_longer_than_160_characters():
    long = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in files("templates", suffix=".html")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if len(line) > 160
    ]
    assert long == []
