"""`deepaudio check`: what a host will refuse, drop or change of a timeline, before it does."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deepaudio_plugin.cli.arguments import (
    add_dialect_argument,
    add_media_root_argument,
    add_sequence_argument,
)
from deepaudio_plugin.core.command_line.output import Output

if TYPE_CHECKING:
    from deepaudio_plugin.hosts.dialects.rules import LintFinding

_SHOWN = 5  # places of one finding that are listed
_VERDICTS = {"refused": "REFUSED", "dropped": "dropped", "changed": "changed", "note": "note   "}


def add(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser("check", help="what a host will refuse or drop of a timeline")
    parser.add_argument("timeline", metavar="TIMELINE", type=Path, help="as for `deepaudio render`")
    add_dialect_argument(parser)
    add_sequence_argument(parser)
    add_media_root_argument(parser)
    parser.add_argument("--json", action="store_true", help="JSON lines on stdout, for programs")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, output: Output) -> int:
    """List the findings; exit code 1 when the host would refuse the timeline."""
    from deepaudio_plugin.formats.documents import read
    from deepaudio_plugin.hosts.dialects.lint import check_document
    from deepaudio_plugin.hosts.registry import dialect
    from deepaudio_plugin.output.paths import check_media_roots
    from deepaudio_plugin.output.relinking import led_to_found

    check_media_roots(args.media_root)
    document = read(args.timeline, sequence=args.sequence)
    host = dialect(args.dialect).host
    for note in document.notes:
        output.line(f"  note: {note}")
    text = led_to_found(document, args.media_root)
    findings = check_document(document, dialect(args.dialect), text)
    for finding in findings:
        output.event("finding", **asdict(finding), where=finding.where)
    for line in _lines(findings):
        output.line(line)
    counts = {kind: sum(f.severity == kind for f in findings) for kind in _VERDICTS}
    code = 1 if counts["refused"] else 0
    output.event("checked", host=host, dialect=args.dialect, **counts, exit_code=code)
    output.line(_summary(host, counts))
    return code


def _lines(findings: Sequence[LintFinding]) -> list[str]:
    """Findings with one message together: what happens, where, what to do."""
    lines = []
    for (severity, code), group in groupby(findings, key=lambda f: (f.severity, f.code)):
        found = list(group)
        lines.append(f"{_VERDICTS[severity]}  {found[0].message} [{code}]")
        places = [text for f in found if (text := _place(f))]
        lines += [f"         {place}" for place in places[:_SHOWN]]
        if len(places) > _SHOWN:
            lines.append(f"         and {len(places) - _SHOWN} more")
        lines.append(f"         → {found[0].advice}")
    return lines


def _place(finding: LintFinding) -> str:
    """Where it is and what was found there; empty for the timeline as a whole."""
    return ": ".join(filter(None, (finding.where, finding.detail)))


def _summary(host: str, counts: dict[str, int]) -> str:
    told = [f"{count} {kind}" for kind, count in counts.items() if count and kind != "note"]
    if not told:
        return f"{host} takes it as it is."
    return f"{host}: {', '.join(told)}."
