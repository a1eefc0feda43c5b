"""Where an installation stands on one machine, and as whom it runs; all of it below another folder for a trial."""

import os
import pwd
import re
from dataclasses import dataclass
from pathlib import Path

from scripts.demo.console import DemoError

ACCOUNT = "odd17"
#: What of a clone or an archive is the service: no tests, no history, nothing that was made on the spot.
LEFT_OUT = frozenset({".git", ".venv", "var", "tests", "__pycache__", "node_modules"})
LINE = re.compile(r"([A-Za-z_]\w*)=(.*)")


@dataclass(frozen=True)
class Places:
    """`root` is `/`, or the folder below which a trial puts the very same paths."""

    root: Path = Path("/")

    @property
    def code(self) -> Path:
        return self.root / "opt/odd17"

    @property
    def releases(self) -> Path:
        return self.root / "opt/odd17-releases"

    @property
    def settings(self) -> Path:
        return self.root / "etc/odd17/odd17.env"

    @property
    def state(self) -> Path:
        return self.root / "var/lib/odd17"

    @property
    def backups(self) -> Path:
        return self.root / "var/backups/odd17"

    @property
    def units(self) -> Path:
        return self.root / "etc/systemd/system"

    @property
    def command(self) -> Path:
        return self.root / "usr/local/bin/odd17-manage"

    @property
    def is_trial(self) -> bool:
        return self.root != Path("/")


def account() -> pwd.struct_passwd | None:
    """The service's account; None where there is none yet."""
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        return None


def read_settings(text: str) -> dict[str, str]:
    """The variables of an odd17.env, as systemd reads them; raises DemoError with the number of a line that is none."""
    found = {}
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.strip()
        if not line or line[0] in "#;":
            continue
        match = LINE.fullmatch(line)
        if match is None:
            raise DemoError(
                f"Ligne {number} du fichier odd17.env : « NOM=valeur » attendu. Corrigez-la, puis relancez."
            )
        name, value = match.group(1), match.group(2).strip()
        if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        found[name] = value
    return found


def own_environment(places: Places) -> dict[str, str]:
    """What a command of the service is run with: its settings, and nothing of ours but the path."""
    given = read_settings(places.settings.read_text(encoding="utf-8"))
    if places.is_trial:
        given |= {"VAR_DIR": str(places.state), "BACKUP_DIR": str(places.backups)}
    carried = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "TERM", "TZ")}
    return {**carried, "DJANGO_SETTINGS_MODULE": "cms.settings", "HOME": str(places.state), **given}
