"""Doubles found: how well (`python -m scripts.bench.editors.doubles`) and how fast (`make bench-editors`).

How well: precision and recall on the two hundred labelled pairs of `pairs.csv`, of what the site does and of each means
alone. The pairs are invented, in the manner of partners' sites; half are doubles of five kinds, half near misses of
seven. The thresholds were chosen on these very pairs: the measure says what is lost when something changes, not what
another site would see. How fast: while typing, and all pairs, on a corpus (`--ressources`, none with 0).
"""

import csv
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from scripts.bench.editors.targets import Target, cpu_of
from scripts.bench.place import own_folder
from scripts.bench.report import Table
from scripts.demo.console import say

PAIRS = Path(__file__).with_name("pairs.csv")
#: What is held by `tests/doublons/test_verdict.py`.
PRECISION, RECALL = 0.98, 0.90
TYPED, QUICK_TYPED = 200, 10
TYPING_MS, ALL_PAIRS_SECONDS = 50.0, 20.0


class Pair(NamedTuple):
    """Two descriptions: (address, title, chapô) of each; `double`: whether they are of one thing."""

    sorte: str
    double: bool
    one: tuple[str, str, str]
    other: tuple[str, str, str]


class Measure(NamedTuple):
    """Of what is found, the share that is a double; of the doubles, the share that is found."""

    precision: float
    recall: float


def labelled() -> list[Pair]:
    """The two hundred pairs."""
    with PAIRS.open(encoding="utf-8", newline="") as file:
        return [
            Pair(
                row["sorte"],
                row["double"] == "oui",
                (row["adresse_a"], row["titre_a"], row["chapo_a"]),
                (row["adresse_b"], row["titre_b"], row["chapo_b"]),
            )
            for row in csv.DictReader(file)
        ]


def measured(pairs: Sequence[Pair], says: Callable[[Pair], bool] | None = None) -> Measure:
    """How well `says` tells doubles from others; without it, what the site does."""
    says = says or is_double
    found = [pair.double for pair in pairs if says(pair)]
    return Measure(sum(found) / max(len(found), 1), sum(found) / sum(pair.double for pair in pairs))


def is_double(pair: Pair) -> bool:
    """What the site says of a pair."""
    from doublons.addresses import place_of
    from doublons.sketches import likeness, sketch
    from doublons.verdict import Seen, judge
    from doublons.words import plain

    places = place_of(pair.one[0]), place_of(pair.other[0])
    texts = plain(pair.one[2]), plain(pair.other[2])
    seen = Seen(
        title=plain(pair.one[1]),
        other=plain(pair.other[1]),
        text=likeness(*map(sketch, texts)),
        words=min(len(text.split()) for text in texts),
        address=places[0] is not None and places[0] == places[1],
        home=places[0] is not None and places[0].is_home,
    )
    return bool(judge(seen).motifs)


def means() -> dict[str, Callable[[Pair], bool]]:
    """Each means alone, at the threshold at which it does best on these pairs (F1)."""
    from rapidfuzz import fuzz
    from rapidfuzz.utils import default_process

    from doublons.addresses import place_of
    from doublons.sketches import likeness, shingles, sketch
    from doublons.words import nearness, plain
    from workers.links.client.page import distance, simhash

    def titles(scorer: Callable[..., float], least: float) -> Callable[[Pair], bool]:
        return lambda pair: scorer(pair.one[1], pair.other[1], processor=default_process) >= least

    def texts(score: Callable[[str, str], float], least: float) -> Callable[[Pair], bool]:
        def says(pair: Pair) -> bool:
            one, other = plain(pair.one[2]), plain(pair.other[2])
            return bool(one and other) and score(one, other) >= least

        return says

    def jaccard(one: str, other: str) -> float:
        mine, theirs = shingles(one), shingles(other)
        return len(mine & theirs) / max(len(mine | theirs), 1)

    return {
        "address": lambda pair: place_of(pair.one[0]) is not None and place_of(pair.one[0]) == place_of(pair.other[0]),
        "title, rapidfuzz WRatio ≥ 80": titles(fuzz.WRatio, 80),
        "title, rapidfuzz token_sort_ratio ≥ 70": titles(fuzz.token_sort_ratio, 70),
        "title, word by word ≥ 80": lambda pair: nearness(plain(pair.one[1]), plain(pair.other[1])) >= 80,
        "text, trigrams (exact Jaccard) ≥ 0.3": texts(jaccard, 0.3),
        "text, MinHash of trigrams ≥ 0.3": texts(lambda a, b: likeness(sketch(a), sketch(b)), 0.3),
        "text, SimHash of words, 16 bits or fewer": texts(lambda a, b: -distance(simhash(a), simhash(b)), -16),
    }


def sped(*, quick: bool) -> tuple[list[Table], list[Target]]:
    """The tables and targets: fingerprints of all pages, all pairs, one description while typing."""
    from doublons import comparing
    from doublons.finding import near
    from doublons.models import Empreinte, PaireDeDoubles
    from pages.models import Ressource

    Empreinte.objects.all().delete()
    PaireDeDoubles.objects.all().delete()
    recorded = cpu_of(lambda: _until_done(comparing.record_missing))
    compared = cpu_of(lambda: _until_done(comparing.compare_marked))
    typed = []
    pages = Ressource.objects.order_by("-pk").prefetch_related("liens")[: QUICK_TYPED if quick else TYPED]
    for page in pages:
        links = [one.url for one in page.liens.all()]
        began = time.process_time()
        near(adresses=links, titre=page.title, texte=page.chapo)
        typed.append(1000 * (time.process_time() - began))
    late = sorted(typed)[int(len(typed) * 0.95)]
    rows = [
        (f"fingerprints of {Empreinte.objects.count()} pages", f"{recorded:.1f} s"),
        (f"all pairs ({PaireDeDoubles.objects.count()} found)", f"{compared:.1f} s"),
        ("while typing, median", f"{statistics.median(typed):.0f} ms"),
        ("while typing, 95th percentile", f"{late:.0f} ms"),
    ]
    targets = [
        ("doubles while typing, p95 of CPU", f"≤ {TYPING_MS:.0f} ms", f"{late:.0f} ms", late <= TYPING_MS),
        ("doubles, all pairs, CPU", f"≤ {ALL_PAIRS_SECONDS:.0f} s", f"{compared:.1f} s", compared <= ALL_PAIRS_SECONDS),
    ]
    return [Table(("doubles", "CPU"), rows)], targets


def _until_done(turn: Callable[[int], int]) -> None:
    from doublons.comparing import LOT

    while turn(LOT):
        pass


def main() -> None:
    """Print how well."""
    import django

    with own_folder():
        django.setup()
        pairs = labelled()
        say(f"{len(pairs)} labelled pairs            precision  recall")
        for name, says in {"what the site does": is_double, **means()}.items():
            found = measured(pairs, says)
            say(f"{name:42} {found.precision:6.3f}  {found.recall:6.3f}")


if __name__ == "__main__":
    main()
