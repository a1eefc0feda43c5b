"""`python -m scripts.bench.cap_pdf N`: sets one PDF of N elements; the seconds and the peak of this process as JSON."""

import json
import resource
import sys
import time

import django


def main(number: int) -> None:
    django.setup()
    began = time.perf_counter()
    from pages.cap.emporter.formes import FORMES  # Django is set up by then; loading the engine counts
    from scripts.pdfua.samples import cap

    FORMES["pdf"].ecrire(cap(number))
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    json.dump({"seconds": seconds, "mib": peak / (1024 if sys.platform == "linux" else 1024**2)}, sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]))
