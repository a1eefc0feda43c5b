"""`python -m scripts.bench.editors.doubles`: doubles found, how well and how fast.

How well: precision and recall on the two hundred labelled pairs of `pairs.csv`, of what the site does and of each means
alone. The pairs are invented, in the manner of partners' sites; half are doubles of five kinds, half near misses of
seven. The thresholds were chosen on these very pairs: the measure says what is lost when something changes, not what
another site would see. How fast: while typing, and all pairs, on a corpus (`--ressources`, none with 0).
"""

import argparse
import csv
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from scripts.bench.place import own_folder
from scripts.bench.sizes import SEED
from scripts.demo.console import say

PAIRS = Path(__file__).with_name("pairs.csv")
#: What is held by `tests/doublons/test_verdict.py`.
PRECISION, RECALL = 0.98, 0.90
TYPED = 200
DRIVER = """
import io, json, sys, time
import django
django.setup()
from django.core.management import call_command
corpus = {"ressources": int(sys.argv[1]), "seed": int(sys.argv[2])}
for name, options in (("migrate", {}), ("load_demo", {}), ("make_corpus", corpus)):
    call_command(name, stdout=io.StringIO(), stderr=io.StringIO(), **options)
from doublons import comparing
from doublons.finding import near
from doublons.models import Empreinte, PaireDeDoubles
from doublons.recording import LOT
from pages.models import Ressource
def clock():
    return time.perf_counter(), time.process_time()
def since(began):
    return [after - before for before, after in zip(began, clock())]
began = clock()
while comparing.record_missing(LOT):
    pass
recorded = since(began)
began = clock()
while comparing.compare_marked(comparing.LOT):
    pass
compared = since(began)
typed = []
for page in Ressource.objects.order_by("-pk").prefetch_related("liens")[: int(sys.argv[3])]:
    links = [one.url for one in page.liens.all()]
    began = clock()
    near(adresses=links, titre=page.title, texte=page.chapo)
    typed.append(since(began))
said = {"pages": Empreinte.objects.count(), "pairs": PaireDeDoubles.objects.count()}
print(json.dumps(said | {"recorded": recorded, "compared": compared, "typed": typed}))
"""


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


def fast(ressources: int) -> dict[str, Any]:
    """Seconds of the wall and of work: fingerprints of all pages, all pairs, one description while typing."""
    with own_folder():
        command = [sys.executable, "-c", DRIVER, str(ressources), str(SEED), str(TYPED)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  ours
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


def main(arguments: Sequence[str] | None = None) -> None:
    """Print both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ressources", type=int, default=10_000)
    asked = parser.parse_args(arguments)
    import django

    with own_folder():
        django.setup()
        pairs = labelled()
        say(f"{len(pairs)} labelled pairs            precision  recall")
        for name, says in {"what the site does": is_double, **means()}.items():
            found = measured(pairs, says)
            say(f"{name:42} {found.precision:6.3f}  {found.recall:6.3f}")
    if asked.ressources:
        told = fast(asked.ressources)
        typed = sorted(wall for wall, _ in told["typed"])
        work = sorted(cpu for _, cpu in told["typed"])
        say(f"{told['pages']} pages: fingerprints {told['recorded'][1]:.1f} s of CPU")
        say(f"all pairs: {told['compared'][1]:.1f} s of CPU, {told['compared'][0]:.1f} s; {told['pairs']} found")
        middle, late = len(typed) // 2, int(len(typed) * 0.95)
        say(f"while typing: {1000 * typed[middle]:.1f} ms, p95 {1000 * typed[late]:.1f} ms;")
        say(f"CPU {1000 * work[middle]:.1f} ms, p95 {1000 * work[late]:.1f} ms")


if __name__ == "__main__":
    main()
