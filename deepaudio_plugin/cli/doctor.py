"""`deepaudio doctor`: what works on this machine, and what to do about the rest."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from deepaudio_plugin.core.command_line.output import Output

_MARKS = {"ok": "ok  ", "note": "note", "bad": "BAD "}


def add(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser("doctor", help="check this installation")
    parser.add_argument("--json", action="store_true", help="JSON lines, for programs")
    parser.set_defaults(run=run)


def run(_args: argparse.Namespace, output: Output) -> int:
    """Print every check; exit code 3 when the main job cannot run."""
    from deepaudio_plugin.project.diagnostics import examine

    findings = examine()
    for finding in findings:
        output.event("check", **asdict(finding))
        output.line(f"{_MARKS[finding.verdict]}  {finding.name:<14} {finding.detail}")
        if finding.advice:
            output.line(f"      {'':<14} → {finding.advice}")
    bad = sum(finding.verdict == "bad" for finding in findings)
    output.line("Something needs your attention." if bad else "Everything needed is in place.")
    return 3 if bad else 0
