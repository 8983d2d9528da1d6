"""A host of another package: a description, a dialect and start-up files, and no line of ours.

`install` writes it as a package index would leave it, with its entry point, into a folder.
"""

from __future__ import annotations

from pathlib import Path

_HOST = """
from deepaudio_plugin.hosts.base import Host

HOST = Host(
    name="moviola",
    title="Moviola Pro",
    way="window",
    click=("Restart Moviola Pro.",),
    bring_in="In Moviola Pro choose Reel ▸ Thread and this file.",
    dialect="moviola_host.dialect:Moviola",
    program_variable="MOVIOLA",
    folder={"linux": "{home}/.moviola", "macos": "{home}/.moviola", "windows": "{home}/.moviola"},
    files="moviola_host:start_up",
    launcher="deepaudio.json",
)
"""
_DIALECT = """
from deepaudio_plugin.hosts.dialects import checks, fixes
from deepaudio_plugin.hosts.dialects.rules import LintRule

class Moviola:
    host = "Moviola Pro"
    ending = ""
    clock = "file"
    subtitles = True
    sized = False
    rules = (LintRule("sprockets", "dropped", "retimes tear the film", "Cut.", checks.retime),)

    def rewrite(self, timeline, context):
        timeline.setdefault("metadata", {})["moviola"] = {"rate": context.rate}
        return [*fixes.spell_kinds(timeline), "the sprockets are counted"]
"""
_ENTRY_POINTS = """[deepaudio.hosts]
moviola = moviola_host:HOST
torn = moviola_host:MISSING
odd = moviola_host.dialect:Moviola
"""


def install(folder: Path) -> None:
    """The package in `folder`, which is to be on the path; two of its entry points are broken."""
    package, info = folder / "moviola_host", folder / "moviola_host-1.dist-info"
    start_up = package / "start_up"
    for made in (package, start_up, info):
        made.mkdir(parents=True)
    (package / "__init__.py").write_text(_HOST, "utf-8")
    (package / "dialect.py").write_text(_DIALECT, "utf-8")
    (start_up / "menu.py").write_text("# Moviola's menu\n", "utf-8")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: moviola-host\nVersion: 1\n")
    (info / "entry_points.txt").write_text(_ENTRY_POINTS)
