"""`python -m scripts.install.manage ODD17.ENV COMMAND …`: manage.py as the service's account, with its settings."""

import os
import sys
from pathlib import Path

from scripts.demo.console import DemoError, complain
from scripts.demo.places import ROOT
from scripts.install.places import ACCOUNT, account, read_settings


def main(arguments: list[str]) -> int:
    """Becomes manage.py; comes back, with 1, only where it cannot."""
    file, *command = arguments
    try:
        settings = read_settings(Path(file).read_text(encoding="utf-8"))
    except (OSError, DemoError) as exc:
        complain(str(exc))
        return 1
    who = account()
    if os.geteuid() == 0:
        if who is None:
            complain(f"Le compte « {ACCOUNT} » n’existe pas : lancez d’abord make install.")
            return 1
        os.setgroups([])
        os.setgid(who.pw_gid)
        os.setuid(who.pw_uid)
    environment = {"HOME": settings.get("VAR_DIR", str(ROOT)), "DJANGO_SETTINGS_MODULE": "cms.settings", **settings}
    # Not by the link that an upgrade sets anew: a long command keeps its libraries.
    python = str(Path(sys.prefix).resolve() / "bin/python")
    program = [python, str(ROOT / "manage.py"), *command]
    return os.execve(python, program, os.environ | environment)  # noqa: S606 -- our own interpreter


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
