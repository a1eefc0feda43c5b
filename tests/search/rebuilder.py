"""A process that rebuilds every index over and over, until the file of its first argument is there.

`python -m tests.search.rebuilder STOP DONE` writes how many times it did to DONE.
"""

import sys
import time
from pathlib import Path

import django


def main(stop, done):
    django.setup()
    from search.engines import written_engines  # models first
    from search.index.rebuilding import rebuild_index

    count = 0
    while not stop.exists():
        for cible, engine in written_engines().items():
            rebuild_index(engine, confirme=True, cible=cible, processes=2)
        count += 1
        done.write_text(str(count))
        # The edits that must not be lost need some of the machine as well.
        time.sleep(0.3)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
