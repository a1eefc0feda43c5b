"""From nothing to a page on screen: one page with all its blocks, and a search with facets, as plain HTML.

Needs Python and the address of the API, nothing else. Everything it knows is in docs/api.md.

    python premiere_page.py http://127.0.0.1:8000/api/v3 /agir/ > page.html
"""

import json
import sys
from html import escape
from urllib.parse import urlencode
from urllib.request import urlopen


def ask(api, path, **params):
    """What the API answers, as Python values."""
    with urlopen(f"{api}{path}?{urlencode(params, doseq=True)}", timeout=30) as answer:
        return json.load(answer)


def link(href, words):
    return f'<a href="{escape(href)}">{escape(words)}</a>'


def rows(cells, tag):
    return "<tr>" + "".join(f"<{tag}>{escape('' if cell is None else str(cell))}</{tag}>" for cell in cells) + "</tr>"


def figure(value):
    image = value["image"]
    if image is None:
        return ""
    sources = "".join(
        f'<source type="image/{kind}" srcset="{", ".join(sizes(image, kind))}">' for kind in ("avif", "webp")
    )
    widest = image["rendus"][-1]
    return (
        f'<figure><picture>{sources}<img src="{escape(widest["url"])}" alt="{escape(value["alternative"])}" '
        f'width="{image["largeur"]}" height="{image["hauteur"]}"></picture>'
        f"<figcaption>{escape(value['legende'])} {escape(value['credit'])}</figcaption></figure>"
    )


def sizes(image, kind):
    return [f"{escape(one['url'])} {one['largeur']}w" for one in image["rendus"] if one["format"] == kind]


def table(value):
    cells = value["tableau"]
    body = "".join(rows(row, "td") for row in cells["lignes"])
    head = rows([column["titre"] for column in cells["colonnes"]], "th")
    return f"<table><caption>{escape(value['titre'])}</caption><thead>{head}</thead><tbody>{body}</tbody></table>"


#: One function per block. Rich text comes as safe HTML, ready to use.
BLOCKS = {
    "titre": lambda v: f"<h2>{escape(v)}</h2>",
    "paragraphe": lambda v: v["html"],
    "citation": lambda v: f"<blockquote><p>{escape(v['texte'])}</p><cite>{escape(v['auteur'])}</cite></blockquote>",
    "encadre": lambda v: f"<aside><h3>{escape(v['titre'])}</h3>{v['texte']['html']}</aside>",
    "chiffre_cle": lambda v: (
        f"<p><strong>{escape(v['valeur'])} {escape(v['unite'])}</strong> {escape(v['libelle'])} "
        f"({escape(v['source'])}, {v['millesime']})</p>"
    ),
    "tableau": table,
    "etapes": lambda v: (
        "<ol>" + "".join(f"<li><h3>{escape(s['titre'])}</h3>{s['texte']['html']}</li>" for s in v["etapes"]) + "</ol>"
    ),
    "questions_reponses": lambda v: "".join(
        f"<details><summary>{escape(q['question'])}</summary>{q['reponse']['html']}</details>" for q in v["questions"]
    ),
    "ressources": lambda v: (
        f"<h3>{escape(v['titre'])}</h3><ul>"
        + "".join(f"<li>{link(page['chemin'], page['titre'])}</li>" for page in v["pages"])
        + "</ul>"
    ),
    "image": figure,
    "video": lambda v: f"<p>{link(v['url'], v['titre'])} {escape(v['duree'])}</p>",
}


def page_html(api, path):
    """The page at this path: where it is, its title, its blocks."""
    page = ask(api, "/contenus/trouver/", chemin=path, expand="fil")
    way = " › ".join(link(step["chemin"], step["titre"]) for step in page["fil"])
    blocks = "".join(BLOCKS[block["type"]](block["value"]) for block in page["corps"])
    return f"<nav>{way}</nav><main><h1>{escape(page['title'])}</h1><p>{escape(page['chapo'])}</p>{blocks}</main>"


def search_html(api, **asked):
    """A search: its facets with counts, then what it found."""
    found = ask(api, "/recherche/", **asked)
    facets = "".join(
        f"<fieldset><legend>{escape(facet['label'])}</legend>"
        + "".join(
            f'<label><input type="checkbox" name="{escape(value["param"])}" value="{escape(value["slug"])}"'
            f"{' checked' if value['selected'] else ''}> {escape(value['nom'])} ({value['count']})</label>"
            for value in facet["values"]
            if value["count"] or value["selected"]
        )
        + "</fieldset>"
        for facet in found["facettes"]
    )
    hits = "".join(f"<li>{link(hit['url'], hit['titre'])} {hit['extrait_html']}</li>" for hit in found["resultats"])
    return f"<form>{facets}</form><p>{found['total']} résultats</p><ol>{hits}</ol>"


if __name__ == "__main__":
    api, path = sys.argv[1].rstrip("/"), sys.argv[2]
    print("<!doctype html><html lang=fr><meta charset=utf-8>")
    print(page_html(api, path))
    print(search_html(api, q="mobilité", acteur=["associations", "entreprises"]))
