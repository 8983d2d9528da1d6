"""JSON lines: every command says which version of them it writes; the manual knows them all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from deepaudio_plugin.core.command_line.output import JSON_VERSION
from tests.helpers.command import deepaudio

ROOT = Path(__file__).parents[3]
DEMO = ROOT / "resources" / "demo" / "demo.otio"
MANUAL = ROOT / "docs" / "json-lines.md"


@pytest.mark.parametrize(
    "command",
    [
        ("check", DEMO, "--for", "resolve"),
        ("cache", "list"),
        ("cache", "clear"),
        ("cache", "clear", "--features"),
        ("hosts", "list"),
        ("render", "no.otio"),
        ("plan",),
    ],
)
def test_each_line_of_each_command_says_its_version(command: tuple[object, ...]) -> None:
    ran = deepaudio(*command, "--json")
    assert all(event["version"] == JSON_VERSION for event in ran.events)
    assert ran.events or command == ("cache", "list")


def test_the_manual_lists_every_event_of_every_command() -> None:
    manual = MANUAL.read_text(encoding="utf-8")
    sources = [
        *ROOT.glob("deepaudio_plugin/c*/**/*.py"),
        ROOT / "deepaudio" / "weights" / "command.py",
        ROOT / "deepaudio" / "weights" / "report.py",
        *ROOT.glob("deepaudio/training/*.py"),
    ]
    called = re.compile(r'\bevent\(\s*"([a-z-]+)"')
    told = re.compile(r'_tell\(change, output, "([a-z-]+)"')
    texts = [path.read_text(encoding="utf-8") for path in sources]
    names = {name for text in texts for rule in (called, told) for name in rule.findall(text)}
    assert {"planned", "finished", "host", "installed", "artefact"} <= names
    assert {name for name in names if f"`{name}`" not in manual} == set()
    assert f"version {JSON_VERSION}" in manual
