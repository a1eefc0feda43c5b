"""The demo content keeps its promises: known terms only, nothing invented about real partners, French typography."""

import re
import tomllib
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest

CONTENT = Path(__file__).parents[2] / "demo" / "data"


def terms(text):
    return set(text.split())


ACTEURS = terms("acteurs-publics associations entreprises fondations acteurs-academiques citoyens")
DOMAINES = terms(
    "emploi developpement-economique pouvoir-d-achat pauvrete mal-logement diversite vieillesse lien-social "
    "culture mobilite securite numerique sante education transition-energetique environnement"
)
NATURES = {
    "comprendre": terms("base-de-donnees observatoire etude cartographie indicateurs"),
    "agir": terms("guide kit methode outil-numerique modele-de-document financement"),
    "perenniser": terms("mooc formation accompagnement reseau recherche"),
}
BOITES = terms(
    "s-approprier-les-odd transformer-son-modele mobiliser-l-engagement piloter-des-partenariats "
    "accompagner-l-innovation co-construire-en-territoire"
)
PARENTS = {
    "comprendre": terms("comprendre-les-odd domaines fiches-reperes bases-de-connaissance"),
    "agir": BOITES,
    "perenniser": terms("se-former se-faire-accompagner capitaliser"),
}
REGIONS = {f"reg-{code}" for code in terms("01 02 03 04 06 11 24 27 28 32 44 52 53 75 76 84 93 94")}
DEPARTEMENTS = {f"dep-{n:02}" for n in range(1, 96) if n != 20} | {
    f"dep-{code}" for code in terms("2A 2B 971 972 973 974 976")
}
OUTRE_MER = {f"om-{code}" for code in terms("975 977 978 984 986 987 988 989")}
EPCI = {
    f"epci-{code}"
    for code in terms(
        "200046977 244400404 246700488 200093201 243500139 243300316 243100518 200040715 243700754 244200770"
    )
}
COMMUNES = {f"com-{code}" for code in terms("69123 44109 67482 59350 35238 33063 31555 38185 37261 42218 75056 13055")}
TERRITOIRES = {"france"} | REGIONS | DEPARTEMENTS | OUTRE_MER | EPCI | COMMUNES
#: The members that answer for pages: none of them exists.
MEMBRES_FICTIFS = terms(
    "carrefour-des-transitions agence-de-la-vie-locale cercle-des-entreprises-voisines atelier-des-quartiers "
    "fabrique-des-reperes reseau-des-passeurs fonds-des-communs laboratoire-des-liens"
)
COMITE = terms(
    "comite-21 djepva cjd villes-au-carre observatoire-des-partenariats pionniers-des-alliances fonds-odd-17 le-rameau"
)
TERMS = {
    "acteurs": ACTEURS,
    "domaines": DOMAINES,
    "odd": set(range(1, 18)),
    "territoires": TERRITOIRES,
    "boites": BOITES,
}
ONE_PARTNER_KINDS = {"ressource", "exemple", "partenaire"}
BLOCK_KEYS = {
    "titre": {"texte"},
    "paragraphe": {"texte"},
    "chiffre_cle": {"valeur", "unite", "libelle", "source"},
    "citation": {"texte", "auteur"},
    "encadre": {"titre", "texte"},
    "etapes": {"titre", "etapes"},
    "image": {"fichier", "nom", "alternative", "legende", "credit"},
    "questions_reponses": {"questions"},
    "ressources": {"titre", "pages"},
    "tableau": {"titre", "colonnes", "lignes"},
    "video": {"titre", "url", "duree", "transcription"},
}
SPACES = "\u00a0\u202f"
TYPOGRAPHY = {
    "straight apostrophe": re.compile(r"\w'\w"),
    "straight quotation mark": re.compile(r'(?<![=\w])"(?=\w)'),
    "breaking space before punctuation": re.compile(r" [;:!?»%]"),
    "breaking space after «": re.compile(rf"«(?![{SPACES}])"),
    "no space before »": re.compile(rf"(?<![{SPACES}])»"),
    "no space before !, ? or ;": re.compile(rf"(?<![{SPACES}!?…])[!?;]"),
    "no space before :": re.compile(r"\w:(?=\s|$)"),
    "three dots": re.compile(r"\.\.\."),
}
MARKUP = re.compile(r"<[^>]*>|&\w+;|https?://\S+")
TAGS = re.compile(r"</?(\w+)")
HREFS = re.compile(r'href="([^"]*)"')


def tables(path):
    """Every [[table]] or [table] of a file, as (kind, mapping)."""
    for kind, value in tomllib.loads(path.read_text(encoding="utf-8")).items():
        for row in value if isinstance(value, list) else [value]:
            yield kind, row


PAGES = [(path.name, kind, row) for path in sorted(CONTENT.glob("*.toml")) for kind, row in tables(path)]
PARTENAIRES = {row["slug"]: row for _, kind, row in PAGES if kind == "partenaire"}
AXES = tuple(NATURES)
RESSOURCES = [
    (axe, row) for axe in AXES for name, _, row in PAGES if name == f"ressources_{axe}.toml" and "slug" in row
]
ALL_RESSOURCES = [row for _, row in RESSOURCES]


def strings(value, key=""):
    """Every string of a structure with the key it stands under."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from strings(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item, key)


def is_address(key):
    return key in {"url", "site"} or key.endswith("_url")


def addresses(row):
    """Every address that a page leads to, in its fields and in its rich text."""
    for key, text in strings(row):
        if is_address(key) and text:
            yield text
        yield from HREFS.findall(text)


def prose(row):
    for key, text in strings(row):
        if not is_address(key) and key != "slug":
            yield MARKUP.sub("", text)


def words(blocks):
    return sum(len(MARKUP.sub(" ", text).split()) for key, text in strings(blocks) if key != "type")


def block_kinds(row):
    return [block["type"] for block in row.get("corps", [])]


def said_where(name, row):
    return f"{name}, {row.get('slug', row.get('titre'))}"


def test_every_page_uses_known_terms_only():
    unknown = [
        (said_where(name, row), field, sorted(map(str, set(row.get(field, [])) - allowed)))
        for name, _, row in PAGES
        for field, allowed in TERMS.items()
        if set(row.get(field, [])) - allowed
    ]
    assert unknown == []


def test_every_page_names_known_partners_and_a_responsable_of_the_comite():
    wrong = [
        said_where(name, row)
        for name, _, row in PAGES
        if set(row.get("partenaires", [])) - set(PARTENAIRES)
        or ("responsable" in row and row["responsable"] not in MEMBRES_FICTIFS)
    ]
    assert wrong == []


def test_slugs_are_unique_within_their_kind_and_well_formed():
    slugs = [(kind, row["slug"]) for _, kind, row in PAGES if "slug" in row]
    assert [pair for pair, times in Counter(slugs).items() if times > 1] == []
    assert [slug for _, slug in slugs if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)] == []


def test_titles_of_resources_are_distinct():
    assert [t for t, times in Counter(row["titre"] for row in ALL_RESSOURCES).items() if times > 1] == []


def test_comite_has_its_eight_members_and_the_demonstration_eight_of_its_own():
    assert {slug for slug, row in PARTENAIRES.items() if row["est_comite"]} == COMITE | MEMBRES_FICTIFS


def test_fictitious_partners_say_so():
    fictitious = [row for row in PARTENAIRES.values() if row["fictif"]]
    assert len(fictitious) >= 12
    assert [
        row["slug"]
        for row in fictitious
        if not row["nom"].endswith(" (fictif)")
        or not row["description"].startswith("Organisation fictive, pour la démonstration")
    ] == []
    assert [slug for slug, row in PARTENAIRES.items() if not row["fictif"] and "fictif" in row["nom"]] == []


def test_no_fictitious_page_says_anything_of_a_real_organisation():
    """Neither who answers for it, nor its partners, nor a word of its text."""
    real = {slug: row for slug, row in PARTENAIRES.items() if not row["fictif"]}
    names = {name for row in real.values() for name in (row["nom"], row["sigle"]) if len(name) > 2}
    named = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(names)))})(?!\w)")
    fictitious = [(name, row) for name, kind, row in PAGES if row.get("fictif") and kind != "partenaire"]
    said = [
        (said_where(name, row), found)
        for name, row in fictitious
        for found in (
            *({row.get("responsable"), row.get("adjoint")} & set(real)),
            *(set(row.get("partenaires", [])) & set(real)),
            *(one for text in prose(row) for one in named.findall(text)),
        )
    ]
    assert (len(fictitious) >= 100, said) == (True, [])


def test_no_page_says_that_a_real_organisation_has_read_it():
    read = {row["responsable"] for _, kind, row in PAGES if "responsable" in row}
    assert read == MEMBRES_FICTIFS


def test_resources_are_many_and_spread_over_natures_and_places():
    assert len(ALL_RESSOURCES) >= 120
    misplaced = [
        row["slug"] for axe, row in RESSOURCES if row["nature"] not in NATURES[axe] or row["parent"] not in PARENTS[axe]
    ]
    assert misplaced == []
    assert {row["nature"] for row in ALL_RESSOURCES} == set().union(*NATURES.values())
    per_parent = Counter(row["parent"] for row in ALL_RESSOURCES)
    assert {boite: n for boite, n in per_parent.items() if boite in BOITES and n < 10} == {}
    assert set(per_parent) >= BOITES


@pytest.mark.parametrize("field", ["acteurs", "domaines", "odd"])
def test_resources_cover_every_term_of_the_field_twice(field):
    used = Counter(term for row in ALL_RESSOURCES for term in row[field])
    assert {term for term in TERMS[field] if used[term] < 2} == set()


def test_resources_cover_the_territory_at_every_level():
    used = {code for row in ALL_RESSOURCES for code in row["territoires"]}
    assert REGIONS - used == set()
    assert len(used & (DEPARTEMENTS | OUTRE_MER)) >= 25
    assert len(used & EPCI) >= 5
    assert len(used & COMMUNES) >= 3


def test_every_resource_is_complete():
    incomplete = [
        row["slug"]
        for row in ALL_RESSOURCES
        if not (
            all(row[field] for field in ("acteurs", "domaines", "odd", "territoires", "partenaires", "corps"))
            and 40 <= len(row["chapo"]) <= 280
            and 30 <= words(row["corps"]) <= 220
            and row["acces"] in {"libre", "inscription", "adhesion", "payant"}
        )
    ]
    assert incomplete == []


def test_every_resource_has_one_to_three_links_and_the_first_is_the_main_one():
    wrong = [
        row["slug"]
        for row in ALL_RESSOURCES
        if [lien["role"] for lien in row["liens"]][:1] != ["principal"]
        or not 1 <= len(row["liens"]) <= 3
        or {lien["role"] for lien in row["liens"][1:]} - {"documentation", "archive", "video"}
    ]
    assert wrong == []


def test_resources_show_every_kind_of_block_that_a_reader_meets():
    kinds = Counter(kind for row in ALL_RESSOURCES for kind in set(block_kinds(row)))
    wanted = {"ressources": 8, "video": 4, "tableau": 4, "etapes": 4, "questions_reponses": 4, "encadre": 4}
    assert {kind: kinds[kind] for kind, least in wanted.items() if kinds[kind] < least} == {}


def test_every_block_has_its_keys_and_only_allowed_markup():
    wrong = []
    for name, _, row in PAGES:
        for block in row.get("corps", []):
            if not isinstance(block, dict) or BLOCK_KEYS.get(block.get("type"), {"?"}) - set(block):
                wrong.append((said_where(name, row), block))
        markup = {tag for _, text in strings(row.get("corps", [])) for tag in TAGS.findall(text)}
        if markup - {"p", "b", "i", "a", "ul", "ol", "li"}:
            wrong.append((said_where(name, row), sorted(markup)))
    assert wrong == []


def test_tables_have_as_many_cells_as_columns():
    wrong = [
        said_where(name, row)
        for name, _, row in PAGES
        for block in row.get("corps", [])
        if block["type"] == "tableau" and {len(line) for line in block["lignes"]} != {len(block["colonnes"])}
    ]
    assert wrong == []


def test_blocks_of_resources_point_at_resources_that_exist():
    known = {row["slug"] for row in ALL_RESSOURCES}
    missing = [
        (said_where(name, row), slug)
        for name, _, row in PAGES
        for block in row.get("corps", [])
        if block["type"] == "ressources"
        for slug in block["pages"]
        if slug not in known or slug == row["slug"]
    ]
    assert missing == []


def test_fictitious_pages_belong_to_fictitious_partners_and_say_so():
    for row in ALL_RESSOURCES:
        fictitious = {PARTENAIRES[slug]["fictif"] for slug in row["partenaires"]}
        assert fictitious == {row["fictif"]}, row["slug"]
        if row["fictif"]:
            assert re.search(r"ficti(f|fs|ve), pour la démonstration\.$", row["chapo"]), row["slug"]
    attributed = [
        said_where(name, row)
        for name, _, row in PAGES
        if row.get("fictif") and any(not PARTENAIRES[slug]["fictif"] for slug in row.get("partenaires", []))
    ]
    assert attributed == []


def test_addresses_are_http_and_reserved_exactly_when_fictitious():
    wrong = []
    for name, kind, row in PAGES:
        for address in addresses(row):
            parts = urlsplit(address)
            if address.startswith("/"):
                continue
            reserved = (parts.hostname or "").endswith(".example")
            well_formed = parts.scheme in {"http", "https"} and parts.hostname and address.isascii()
            if not well_formed or (kind in ONE_PARTNER_KINDS and reserved != row["fictif"]):
                wrong.append((said_where(name, row), address))
    assert wrong == []


def test_numbers_of_chiffre_cle_in_resources_are_fictitious_ones():
    assert [row["slug"] for row in ALL_RESSOURCES if "chiffre_cle" in block_kinds(row) and not row["fictif"]] == []


@pytest.mark.parametrize("rule", TYPOGRAPHY)
def test_prose_follows_french_typography(rule):
    wrong = [
        (said_where(name, row), text[max(0, hit.start() - 20) : hit.end() + 20])
        for name, _, row in PAGES
        for text in prose(row)
        if (hit := TYPOGRAPHY[rule].search(text))
    ]
    assert wrong == []
