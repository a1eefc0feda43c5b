"""The repository agrees with itself: what is read is documented, what is documented exists."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ("acces", "taxonomy", "pages", "search", "workers", "cms", "scripts", "tests")
APPLICATIONS = ("acces", "taxonomy", "pages", "search", "workers", "cms")
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
READER = r"env\.(text|boolean|integer|items|url|secret_key|name_server|existing_file)"


def files(*folders, suffix=".py"):
    return sorted(
        path
        for folder in folders
        for path in (ROOT / folder).rglob(f"*{suffix}")
        if "__pycache__" not in path.parts and "migrations" not in path.parts
    )


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
    allowed = {ROOT / "cms/env.py", ROOT / "cms/wsgi.py", ROOT / "workers/celery.py"}
    readers = {path for path in files(*APPLICATIONS) if re.search(r"\bos\.(environ|getenv)\b", path.read_text("utf-8"))}
    assert readers - allowed == set()


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
    assert called == {"lint", "types", "migrations-check", "pdfua", "test"}


@pytest.mark.parametrize("name", ["requirements.in", "requirements-dev.in", "scripts/mutation/requirements.in"])
def test_every_requirement_has_its_reason(name):
    lines = [line for line in (ROOT / name).read_text("utf-8").splitlines() if line and line[0] not in "#-"]
    assert [line for line in lines if not re.fullmatch(r"\S+ +# \S.{10,}", line)] == []


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("stem", ["requirements", "requirements-dev", "scripts/mutation/requirements"])
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
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if tracked.returncode:
        pytest.skip("not a git checkout")
    texts = [
        ROOT / name
        for name in tracked.stdout.split("\0")
        if name.endswith((".py", ".md", ".toml", ".html", ".yml", ".in", ".txt"))
    ]
    assert [str(path) for path in texts if path.exists() and outside.search(path.read_text("utf-8"))] == []


@pytest.mark.django_db
def test_migrations_are_in_step_with_the_models():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
