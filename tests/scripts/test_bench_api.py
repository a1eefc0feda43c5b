"""The measures of the API: one quick run of all of them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_quick_run_measures_everything_and_leaves_the_document_alone(tmp_path):
    document = ROOT / "docs" / "benchmarks.md"
    before = document.read_bytes()
    done = subprocess.run(
        [sys.executable, "-m", "scripts.bench.api.measures", "--quick"],
        cwd=ROOT,
        env=os.environ | {"BENCH_VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    targets = re.findall(r"^\| ([^|]+?) \| [≥≤0]", done.stdout, re.MULTILINE)
    assert targets == [
        "list of 20, all fields: CPU of v2 ÷ ours",
        "list of 100, all fields: CPU of v2 ÷ ours",
        "heavy page: CPU of v2 ÷ ours",
        "SQL of a list, whatever its length",
        "SQL of a 304",
        "preview, p50",
        "publish → message received, p95",
    ]
    assert document.read_bytes() == before
