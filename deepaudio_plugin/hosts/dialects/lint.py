"""The lint: every place of a timeline against every rule of a host."""

from __future__ import annotations

from pathlib import Path

from opentimelineio.opentime import RationalTime

from deepaudio_plugin.hosts.dialects.base import Dialect
from deepaudio_plugin.hosts.dialects.rewriting import load
from deepaudio_plugin.hosts.dialects.rules import SEVERITIES, LintFinding, LintRule, LintTarget
from deepaudio_plugin.hosts.dialects.tree import Node, PlacedNode, placed_nodes, schema
from deepaudio_plugin.timeline.document import Document
from deepaudio_plugin.timeline.ticks import nearest_frame
from deepaudio_plugin.timeline.timing import timecode


def check(
    timeline: Node, dialect: Dialect, rate: float, start: RationalTime, folder: Path
) -> list[LintFinding]:
    """What the dialect's host would refuse, drop or change of `timeline`, worst first.

    `rate` and `start` are the timeline's; relative links count from `folder`.
    """
    target = LintTarget(timeline, rate, start, folder)
    found = [
        finding
        for placed in placed_nodes(timeline)
        for rule in dialect.rules
        if (finding := _finding(rule, placed, target)) is not None
    ]
    return sorted(found, key=lambda finding: (SEVERITIES.index(finding.severity), finding.code))


def check_document(document: Document, dialect: Dialect, text: str = "") -> list[LintFinding]:
    """The findings for a timeline as read, of any format; of `text` in its place, if given.

    Raises as `Document.base` does, when the media of a bundle must be unpacked and cannot.
    """
    timeline = load(text or document.text or document.timeline.to_json_string())
    return check(timeline, dialect, document.rate, document.start, document.base)


def _finding(rule: LintRule, placed: PlacedNode, target: LintTarget) -> LintFinding | None:
    met = rule.check(placed, target)
    if not met:
        return None
    named = placed.depth > 1
    return LintFinding(
        severity=rule.severity,
        code=rule.code,
        message=rule.message,
        advice=rule.advice,
        track=_track_name(placed),
        item=str(placed.node.get("name") or schema(placed.node)) if named else "",
        timecode=_timecode(placed, target) if named else "",
        detail=met if isinstance(met, str) else "",
        ours=placed.ours,
    )


def _track_name(placed: PlacedNode) -> str:
    if placed.track is None:
        return ""
    return str(placed.track.get("name") or f"track {placed.number}")


def _timecode(placed: PlacedNode, target: LintTarget) -> str:
    frame = nearest_frame(placed.start, target.rate)
    return timecode(target.start + RationalTime(frame, target.rate))
