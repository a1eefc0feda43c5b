from pathlib import Path

from search.french.stemmer import light_french

ORACLE = Path(__file__).parents[2] / "search" / "data" / "light_french_stems.tsv"


def test_light_french_equals_lucene_on_every_word_of_the_oracle():
    rows = [line.split("\t") for line in ORACLE.read_text(encoding="utf-8").splitlines()]

    assert len(rows) == 6064
    assert [(word, light_french(word)) for word, _ in rows] == [(word, stem) for word, stem in rows]
