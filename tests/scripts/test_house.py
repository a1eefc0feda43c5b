"""`make house`: sizes, names and the picture are read from the source, and the house keeps to them."""

import pytest

from scripts.house import picture, report, sizes
from scripts.house.__main__ import main
from scripts.house.graph import House
from scripts.house.names import french_verbs, homonyms
from scripts.house.rooms import ORDER, ROOT


@pytest.fixture
def house(tmp_path):
    for room in (*ORDER, "scripts"):
        (tmp_path / room).mkdir()
        (tmp_path / room / "__init__.py").touch()

    def plant(files):
        for file, text in files.items():
            (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / file).write_text(text, encoding="utf-8")
        return House(tmp_path)

    return plant


@pytest.fixture(scope="module")
def ours():
    return House(ROOT)


def test_the_house_keeps_to_every_rule(ours):
    assert {line.rule: line.found for line in report.lines(ours) if not line.holds} == {}


def test_picture_of_the_rooms_is_drawn_from_the_imports(ours):
    text = picture.DOCUMENT.read_text(encoding="utf-8")
    assert picture.in_document(text, picture.drawn(ours)) == text, "run: python -m scripts.house --write"


def test_document_without_a_place_for_the_picture_is_refused():
    with pytest.raises(ValueError, match="has no place for the picture"):
        picture.in_document("# Rooms\n", "drawn")


def test_arrow_is_left_out_where_a_longer_way_leads(house):
    planted = house({"taxonomy/a.py": "import ground\n", "pages/a.py": "import taxonomy.a\nimport ground\n"})
    arrows = [line.strip() for line in picture.drawn(planted).splitlines() if "-->" in line]
    assert arrows == ["pages --> taxonomy", "taxonomy --> ground"]


def test_sixteen_modules_side_by_side_are_a_corridor(house):
    planted = house(
        {f"pages/m{number}.py": "" for number in range(16)} | {f"cap/m{number}.py": "" for number in range(15)}
    )
    assert sizes.corridors(planted) == ["pages: 16 modules"]


def test_long_file_and_long_function_are_found(house):
    body = "def f() -> None:\n" + "    pass\n" * 60
    planted = house({"pages/a.py": body + "\n" * 340, "cap/a.py": "def g() -> None:\n" + "    pass\n" * 59})
    assert sizes.long_files(planted) == ["pages/a.py: 401 lines"]
    assert sizes.long_functions(planted) == ["pages/a.py:1 f: 61 lines"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("def f(a: int, *b: str, c: int = 0, **d: int) -> None: ...\n", []),
        ("class A:\n    def f(self, a: int) -> None: ...\n", []),
        ("def f(a) -> None: ...\n", ["pages/a.py:1 f"]),
        ("def f(*, a) -> None: ...\n", ["pages/a.py:1 f"]),
        ("def f(**a) -> None: ...\n", ["pages/a.py:1 f"]),
        ("def f(a: int): ...\n", ["pages/a.py:1 f"]),
    ],
)
def test_function_without_all_its_types_is_found(house, text, found):
    assert sizes.bare_functions(house({"pages/a.py": text})) == found


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("ajouter_des_pages", True),
        ("_lire", True),
        ("menu_tester", True),
        ("rendre", True),
        ("add_pages", False),
        ("nature_de", False),
        ("territoire_of", False),
        ("is_over", False),
        ("aller_simple", True),
    ],
)
def test_french_verb_in_a_name_is_found(house, name, found):
    told = [f"pages/a.py:1 {name}"] if found else []
    assert french_verbs(house({"pages/a.py": f"def {name}() -> None: ...\n"})) == told


def test_class_with_two_meanings_within_reach_is_found(house):
    files = {
        "pages/a.py": "class Ligne:\n    class Meta: ...\n",
        "cap/a.py": "class Ligne:\n    class Meta: ...\n",
        "scripts/demo/a.py": "class Ligne: ...\n",
        "scripts/bench/b.py": "class Row: ...\n",
        "scripts/house/b.py": "class Row: ...\n",
    }
    assert homonyms(house(files)) == ["Ligne: cap.a, pages.a"]


def test_make_house_says_how_every_rule_stands(capsys):
    code = main([])
    said = capsys.readouterr().out.splitlines()
    assert (code, [line[0] for line in said[1:]]) == (0, ["✓"] * len(report.RULES))
