"""`deepaudio verify`: what files say of their origin, who signed that, and what was changed."""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deepaudio.credentials.library import carriers
from deepaudio.credentials.reading import ClaimFinding, read_claim
from deepaudio.credentials.watermark_weights import NEEDS, weights
from deepaudio_plugin.core.command_line.output import Output
from deepaudio_plugin.core.errors import MediaError, UsageError
from deepaudio_plugin.core.problems import first_few

if TYPE_CHECKING:
    from deepaudio.credentials.watermark import WatermarkFinding

_STATES = {
    "intact": "intact: as it was signed",
    "changed": "CHANGED",
    "none": "no claim",
    "unreadable": "cannot be checked",
}
_COUNTED = {
    "intact": "intact",
    "changed": "changed",
    "none": "without a claim",
    "unreadable": "that cannot be checked",
}
_SOURCES = {
    "trainedAlgorithmicMedia": "artificially generated, by a trained model",
    "algorithmicMedia": "artificially generated, by a procedure without a trained model",
    "compositeWithTrainedAlgorithmicMedia": "a mix with artificially generated parts",
}


def add(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "verify",
        help="what a file says of its origin, who signed that, and whether it was changed",
        description="Read the claims (C2PA) that files carry, and check them. Offline.",
        epilog="exit codes: 0 every file is as it was signed; 1 one is not, or carries no claim",
    )
    parser.add_argument(
        "files", metavar="FILE", nargs="+", type=Path, help="sounds, films, or folders of them"
    )
    parser.add_argument("--json", action="store_true", help="JSON lines instead of text")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, output: Output) -> int:
    """Check every file. Raises UsageError where a folder has none, JobError without the library."""
    counts = dict.fromkeys(_STATES, 0)
    look = _watermark_reader()
    for path in _files(args.files):
        finding = read_claim(path)
        watermark = look(path) if look and path.is_file() else None
        counts[finding.state] += 1
        said = dataclasses.asdict(finding) | {"path": str(path)}
        output.event("claim", **said, watermark=watermark and dataclasses.asdict(watermark))
        for line in described(finding):
            output.line(line)
        if watermark is not None:
            output.line(f"  watermark {_watermark_told(watermark)}")
    output.event("verified", **counts, watermarks=bool(look))
    if not look:
        output.line(f"Watermarks were not looked for: {NEEDS}")
    total = sum(counts.values())
    if total > 1:
        parts = [f"{count} {_COUNTED[state]}" for state, count in counts.items() if count]
        output.line(f"{total} files: {', '.join(parts)}")
    return 0 if counts["intact"] == total else 1


def _watermark_reader() -> Callable[[Path], WatermarkFinding | None] | None:
    """Looks for a watermark in a file, None where it has no sound; None without the weights."""
    if weights() is None:
        return None
    from deepaudio.credentials.watermark import look_for  # with torch

    def look(path: Path) -> WatermarkFinding | None:
        try:
            return look_for(path)
        except MediaError:
            return None

    return look


def _watermark_told(finding: WatermarkFinding) -> str:
    if not finding.pieces:
        return "not found: the sound is too short, or silent"
    return f"found in {finding.found} of {finding.pieces} pieces of up to 10 s"


def _files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        found = sorted(one for one in path.rglob("*") if one.suffix.lower() in carriers())
        if not found:
            raise UsageError(
                "no sound or film in this folder can carry a claim",
                where=str(path),
                hint=f"Those that can: {', '.join(carriers())}.",
            )
        yield from found


def described(finding: ClaimFinding) -> Iterator[str]:
    """A finding in lines for people."""
    why = f" ({finding.reason})" if finding.reason else ""
    yield f"{finding.path}: {_STATES[finding.state]}{why}"
    if finding.statement:
        yield f"  says      in its description, unsigned: {finding.statement}"
    if not finding.signer:
        return
    said = _SOURCES.get(finding.source, finding.source or "nothing of where it comes from")
    yield f"  says      {said}"
    if finding.software:
        yield f"  made by   {finding.software}"
    vouched = "" if finding.vouched else "; nobody is known to vouch for that name"
    when = f", {finding.signed_at}" if finding.signed_at else ""
    yield f"  signed by {finding.signer}{when}{vouched}"
    if finding.made_from:
        made_from = dict(finding.made_from)
        consent = made_from.pop("consent", "")
        facts = (f"{name} {_told(value)}" for name, value in made_from.items())
        yield f"  made from {'; '.join(facts)}"
        if consent:
            yield f"  consent   {_told(consent)}"
    if finding.ingredients:
        yield f"  holds     {first_few(finding.ingredients)}"


def _told(value: Any) -> str:
    return first_few(value) if isinstance(value, list) else str(value)
