"""The reference client compiles against types that are made from the OpenAPI, which name every block."""

import json
import re
import subprocess

import pytest

from pages.blocks import CorpsBlock
from scripts.openapi import openapi
from tests.node import CLIENT, built_client, installed_client
from tests.patience import LAST_RESORT

pytestmark = pytest.mark.e2e
TYPES = CLIENT / "src" / "api.d.ts"


def tool(name, *arguments):
    return subprocess.run(
        [installed_client() / "node_modules" / ".bin" / name, *map(str, arguments)],
        cwd=CLIENT,
        capture_output=True,
        text=True,
        timeout=LAST_RESORT,
        check=False,
    )


def test_types_are_in_step_with_the_api(tmp_path):
    schema, made = tmp_path / "openapi.json", tmp_path / "api.d.ts"
    schema.write_text(json.dumps(openapi(), ensure_ascii=False, indent=1))
    done = tool("openapi-typescript", schema, "--output", made)
    assert done.returncode == 0, done.stderr
    assert made.read_text() == TYPES.read_text(), "make them again: see docs/client/README.md"


def test_types_name_every_block():
    named = re.findall(r"^ {8}Bloc\w+: \{(.*?)^ {8}\};", TYPES.read_text(), re.MULTILINE | re.DOTALL)
    kinds = [kind for block in named for kind in re.findall(r'type: "(\w+)"', block)[:1]]
    assert sorted(kinds) == sorted(CorpsBlock().child_blocks)


def test_client_compiles_under_strict():
    assert json.loads((CLIENT / "tsconfig.json").read_text())["compilerOptions"]["strict"] is True
    assert (built_client() / "public" / "js" / "main.js").exists()


def test_block_that_is_not_drawn_does_not_compile(tmp_path):
    source = tmp_path / "src"
    source.mkdir()
    for file in (CLIENT / "src").iterdir():
        text = file.read_text()
        if file.name == "api.d.ts":
            text = text.replace('type: "video"', 'type: "nouveau"')
        (source / file.name).write_text(text)
    (tmp_path / "tsconfig.json").write_text((CLIENT / "tsconfig.json").read_text())
    done = tool("tsc", "--project", tmp_path, "--noEmit")
    assert done.returncode != 0
    assert "blocs.ts" in done.stdout


def test_client_is_short():
    lines = sum(len(file.read_text().splitlines()) for file in (CLIENT / "src").glob("*.ts") if file != TYPES)
    assert lines < 500
