"""Which version of the software this is: the number of its last frozen release, and its commit where git knows it."""

import re
import subprocess
from contextlib import suppress
from pathlib import Path

from django.conf import settings


def version() -> str:
    """Such as « release 1, 3f1a1d0 »."""
    root = Path(settings.BASE_DIR)
    found = [int(one.group(1)) for path in root.glob("releases/*") if (one := re.match(r"release-(\d+)\.", path.name))]
    parts = [f"release {max(found)}"] if found else []
    if (root / ".git").exists():
        asked = ["git", "-C", str(root), "rev-parse", "--short", "HEAD"]
        with suppress(OSError, subprocess.SubprocessError):  # an installed tree, or one of another account
            told = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=10)  # noqa: S603 -- ours
            parts.append(told.stdout.strip())
    return ", ".join(parts)
