"""`deepaudio hosts`: DeepAudio inside editing programs: list, install, remove, doctor."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deepaudio_plugin.core.command_line.output import Output
from deepaudio_plugin.core.foreign_text import one_line

if TYPE_CHECKING:
    from deepaudio_plugin.hosts.installing.host_setup import HostSetup
    from deepaudio_plugin.hosts.installing.start_up_files import InstallChange

_MARKS = {"ok": "ok  ", "note": "note", "bad": "BAD "}
_ACTIONS = {
    "list": "the editing programs that are known, found, and set up",
    "install": "put the start-up files into an editing program",
    "remove": "take them out again",
    "doctor": "check every editing program on this machine",
}


def add(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser("hosts", help="editing programs: list, install, remove, doctor")
    actions = parser.add_subparsers(dest="action", metavar="|".join(_ACTIONS), required=True)
    for name, text in _ACTIONS.items():
        action = actions.add_parser(name, help=text)
        if name in ("install", "remove"):
            action.add_argument("host", metavar="HOST", help="a name of `deepaudio hosts list`")
            action.add_argument(
                "--folder",
                metavar="DIR",
                type=Path,
                default=None,
                help="the program's folder for start-up files, if it is not the usual one",
            )
        action.add_argument("--json", action="store_true", help="JSON lines, for programs")
        action.set_defaults(run=run)


def run(args: argparse.Namespace, output: Output) -> int:
    """Do one of the four."""
    actions: dict[str, Callable[[argparse.Namespace, Output], int]]
    actions = {"list": _list, "install": _install, "remove": _remove, "doctor": _doctor}
    return actions[args.action](args, output)


def _list(_args: argparse.Namespace, output: Output) -> int:
    from deepaudio_plugin.hosts.installing.host_setup import host_setups

    for setup in host_setups():
        states = [one for one in setup.states() if one.condition != "absent"]
        output.event(
            "host",
            name=setup.host.name,
            title=setup.host.title,
            way=setup.host.way,
            found=[{**asdict(one), "program": _text(one.program)} for one in setup.found],
            installed=[{**asdict(one), "folder": str(one.folder)} for one in states],
        )
        output.line(f"{setup.host.name:<10} {setup.host.title:<22} {_standing(setup)}")
    _tell_broken(output)
    return 0


def _standing(setup: HostSetup) -> str:
    """Found or not, set up or not, in a line."""
    if not setup.found:
        found = "not found"
    else:
        versions = [one.version for one in setup.found if one.version]
        found = "found" + (f" {', '.join(versions)}" if versions else "")
    if not setup.host.installs:
        return f"{found}; works by {setup.way}"
    there = [one for one in setup.states() if one.condition != "absent"]
    if there:
        return f"{found}; DeepAudio {there[0].version} is installed ({there[0].condition})"
    return f"{found}; {setup.way}"


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path)


def _install(args: argparse.Namespace, output: Output) -> int:
    from deepaudio_plugin.hosts.installing.host_setup import host_setup

    chosen = host_setup(args.host)
    for change in chosen.install(args.folder):
        _tell(change, output, "installed")
        before = f" (before: {change.replaced})" if change.replaced else ""
        output.line(f"Installed into {change.folder}{before}.")
        for name in change.kept:
            output.line(f"  changed by hand, kept as {name}")
    output.line("Now:")
    for number, step in enumerate(chosen.host.click, 1):
        output.line(f"  {number}. {step}")
    output.line(f"To undo: deepaudio hosts remove {chosen.host.name}")
    return 0


def _remove(args: argparse.Namespace, output: Output) -> int:
    from deepaudio_plugin.hosts.installing.host_setup import host_setup

    chosen = host_setup(args.host)
    for change in chosen.remove(args.folder):
        _tell(change, output, "removed")
        output.line(f"Removed from {change.folder}.")
        for name in change.kept:
            output.line(f"  changed by hand, left where it is: {name}")
    for step in chosen.host.undo:
        output.line(f"  {step}")
    return 0


def _tell(change: InstallChange, output: Output, event: str) -> None:
    output.event(event, **{**asdict(change), "folder": str(change.folder)})


def _doctor(_args: argparse.Namespace, output: Output) -> int:
    from deepaudio_plugin.hosts.installing.host_setup import host_setups

    every = host_setups()
    findings = [finding for setup in every for finding in setup.findings()]
    for finding in findings:
        output.event("check", **asdict(finding))
        output.line(f"{_MARKS[finding.verdict]}  {finding.name:<20} {finding.detail}")
        if finding.advice:
            output.line(f"      {'':<20} → {finding.advice}")
    _tell_broken(output)
    if not findings:
        _tell_none([setup.host.title for setup in every], output)
    bad = any(finding.verdict == "bad" for finding in findings)
    if findings:
        output.line("Something needs your attention." if bad else "Nothing is wrong.")
    return 3 if bad else 0


def _tell_none(titles: list[str], output: Output) -> None:
    """What to do on a machine that has no editing program we know."""
    output.event("none", known=titles)
    output.line("None of the editing programs that DeepAudio knows was found on this machine:")
    output.line("  " + ", ".join(titles) + ".")
    output.line("If one is here in an unusual place, `deepaudio hosts install HOST` says how to")
    output.line("name it. DeepAudio works without: export your timeline (.otio, .xml, .aaf, .edl),")
    output.line(
        "open it with `deepaudio-panel TIMELINE` or `deepaudio render TIMELINE`, and import"
    )
    output.line("the written timeline into your editor, on this machine or another.")


def _tell_broken(output: Output) -> None:
    """Hosts of other packages that do not load."""
    from deepaudio_plugin.hosts.registry import broken

    for fault in broken():
        output.note(one_line(f"A host of another package does not load: {fault}"))
