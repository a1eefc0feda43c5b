"""What stock engines find in the same pages: each with its own French, any word, ranked as it ranks by itself."""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import tantivy

from scripts.bench.relevance.fiches import Fiche
from scripts.bench.relevance.measures import DEPTH, Ask

_WORD = re.compile(r"\w+")


@contextmanager
def stock_tantivy(pages: Sequence[Fiche]) -> Iterator[Ask]:
    """tantivy with its French stop words and its Snowball stemmer, in memory."""
    names = ("titre", "chapo", "corps")
    builder = tantivy.SchemaBuilder().add_integer_field("number", stored=True)
    for name in names:
        builder.add_text_field(name, tokenizer_name="francais")
    index = tantivy.Index(builder.build())
    filters = (tantivy.Filter.lowercase(), tantivy.Filter.stopword("french"), tantivy.Filter.stemmer("french"))
    analyser = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for one in filters:
        analyser = analyser.filter(one)
    index.register_tokenizer("francais", analyser.build())
    writer = index.writer(heap_size=100_000_000, num_threads=1)
    for page in pages:
        writer.add_document(tantivy.Document(number=page.number, titre=page.titre, chapo=page.chapo, corps=page.corps))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def ask(text: str) -> list[int]:
        query, _ = index.parse_query_lenient(" ".join(_WORD.findall(text)), list(names))
        return [searcher.doc(address)["number"][0] for _, address in searcher.search(query, DEPTH).hits]

    yield ask


@contextmanager
def sqlite_fts5(pages: Sequence[Fiche]) -> Iterator[Ask]:
    """SQLite's full-text index without accents; it has no French stemmer."""
    base = sqlite3.connect(":memory:")
    base.execute(
        "CREATE VIRTUAL TABLE fiches USING fts5(titre, chapo, corps, tokenize='unicode61 remove_diacritics 2')"
    )
    rows = ((page.number, page.titre, page.chapo, page.corps) for page in pages)
    base.executemany("INSERT INTO fiches(rowid, titre, chapo, corps) VALUES (?, ?, ?, ?)", rows)

    def ask(text: str) -> list[int]:
        match = " OR ".join(f'"{word}"' for word in _WORD.findall(text))
        found = base.execute("SELECT rowid FROM fiches WHERE fiches MATCH ? ORDER BY rank LIMIT ?", (match, DEPTH))
        return [number for (number,) in found]

    yield ask
    base.close()


@contextmanager
def postgresql(pages: Sequence[Fiche], url: str) -> Iterator[Ask]:
    """PostgreSQL's `french` configuration in a temporary table: titles weigh A, introductions B."""
    import psycopg  # only where there is a server

    vector = (
        "setweight(to_tsvector('french', %s), 'A') || setweight(to_tsvector('french', %s), 'B') || "
        "to_tsvector('french', %s)"
    )
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TEMPORARY TABLE fiches (number int, texte tsvector)")
        with connection.cursor() as cursor:
            rows = [(page.number, page.titre, page.chapo, page.corps) for page in pages]
            cursor.executemany(f"INSERT INTO fiches VALUES (%s, {vector})", rows)  # noqa: S608 -- no outside text

        def ask(text: str) -> list[int]:
            found = connection.execute(
                "SELECT number FROM fiches, to_tsquery('french', %s) asked WHERE texte @@ asked "
                "ORDER BY ts_rank(texte, asked) DESC, number LIMIT %s",
                (" | ".join(_WORD.findall(text)), DEPTH),
            )
            return [number for (number,) in found]

        yield ask
