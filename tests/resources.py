"""What some tests need besides Python: servers, Chromium, Varnish, LibreOffice. Missing: skipped; in CI: failed."""

import os
import shutil
from pathlib import Path

import pytest

MARKS = {
    "elasticsearch": ("ELASTICSEARCH_URL",),
    "cluster": ("DATABASE_URL", "REDIS_URL", "ELASTICSEARCH_URL"),
}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str | None:
    """The browser's path: `CHROMIUM`, else the first one of the system."""
    given = os.environ.get("CHROMIUM")
    if given:
        return given if os.access(given, os.X_OK) else None
    return next((path for path in map(shutil.which, BROWSERS) if path), None)


def varnish():
    """The path of varnishd where it comes with the module that purges by key; else None."""
    found = shutil.which("varnishd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    return found if found and any(Path("/usr").glob("lib/*/varnish/vmods/libvmod_xkey.so")) else None


def missing(marks):
    """Why a test with these marks cannot run here; None when it can."""
    for mark, variables in MARKS.items():
        unset = [name for name in variables if not os.environ.get(name)]
        if mark in marks and unset:
            return f"needs real servers: {', '.join(unset)} not set (make services starts them)"
    if "varnish" in marks and varnish() is None:
        return "needs Varnish with its module xkey: apt-get install varnish varnish-modules"
    if "office" in marks and shutil.which("soffice") is None:
        return "needs LibreOffice: apt-get install libreoffice-calc"
    if "e2e" in marks and chromium() is None:
        return "needs Chromium: install it, or set CHROMIUM to its path"
    return None


def insist(reason):
    """Skip with the reason on a developer's machine; fail in CI, where all of it must be there."""
    if os.environ.get("CI", "").lower() in {"1", "true", "yes"}:
        pytest.fail(f"CI: {reason}", pytrace=False)
    pytest.skip(reason)
