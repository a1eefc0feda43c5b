"""`python -m scripts.release freeze`: writes what the release in preparation leaves in a database to `releases/`.

`rehearse [N]` upgrades such a database to now and prints, as JSON, what it then holds. docs/releases.md says why.
Both work in a folder of their own; `--database URL` rehearses in that database, which must be empty.
"""

import argparse
import json
import os
import sys
import tempfile

import django

from scripts.demo.console import DemoError
from scripts.release import archive
from scripts.release.archive import ReleaseError

#: Whatever else the environment says is about another site.
KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV")


def apart(folder: str, database: str = "") -> None:
    """Have the settings read nothing of this machine's site, then load Django."""
    for name in set(os.environ) - set(KEPT):
        del os.environ[name]
    os.environ |= {"DJANGO_SETTINGS_MODULE": "cms.settings", "VAR_DIR": folder, "DATABASE_URL": database}
    os.environ |= {"API_RATE": "0", "LOG_LEVEL": "CRITICAL", "SEARCH_RECORD_QUERIES": "false"}
    django.setup()


def freeze() -> None:
    with tempfile.TemporaryDirectory(prefix="odd17-release-") as folder:
        apart(folder)
        from scripts.release.freezing import freeze  # models can only be imported once Django is set up

        snapshot = freeze()
    path = archive.write(snapshot)
    rows = sum(len(table["rows"]) for table in snapshot["tables"].values())
    size = f"{path.stat().st_size / 1000:.0f} kB"
    sys.stdout.write(f"Release {snapshot['release']}: {rows} rows in {path.relative_to(archive.ROOT)}, {size}.\n")


def rehearse(number: int, database: str) -> None:
    snapshot = archive.read(number)
    with tempfile.TemporaryDirectory(prefix="odd17-release-") as folder:
        apart(folder, database)
        import time_machine  # what expires in the snapshot must not expire before it is looked at

        from scripts.release.rehearsal import rehearse  # models can only be imported once Django is set up

        with time_machine.travel(snapshot["frozen_at"], tick=True):
            observed = rehearse(snapshot)
    json.dump(observed, sys.stdout, ensure_ascii=False)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.release", description="What releases leave behind.")
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("freeze", help="write the snapshot of the release in preparation, and its checksums")
    again = actions.add_parser("rehearse", help="upgrade what a release left, and print what it then holds")
    again.add_argument("number", type=int, nargs="?", default=max(archive.numbers(), default=1))
    again.add_argument("--database", default="", help="an empty database; else a file that is thrown away")
    options = parser.parse_args(arguments)
    try:
        if options.action == "freeze":
            freeze()
        else:
            rehearse(options.number, options.database)
    except (ReleaseError, DemoError) as exc:
        sys.stderr.write(f"{exc}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
