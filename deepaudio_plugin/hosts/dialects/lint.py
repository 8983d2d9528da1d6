"""The lint: every place of a timeline against every rule of a host."""

from __future__ import annotations

from pathlib import Path

from opentimelineio.opentime import RationalTime

from deepaudio_plugin.hosts.dialects.base import Dialect
from deepaudio_plugin.hosts.dialects.rewriting import load
from deepaudio_plugin.hosts.dialects.rules import SEVERITIES, Finding, Rule, View
from deepaudio_plugin.hosts.dialects.tree import Node, Place, places, schema
from deepaudio_plugin.timeline.document import Document
from deepaudio_plugin.timeline.ticks import nearest_frame
from deepaudio_plugin.timeline.timing import timecode


def check(
    timeline: Node, dialect: Dialect, rate: float, start: RationalTime, folder: Path
) -> list[Finding]:
    """What the dialect's host would refuse, drop or change of `timeline`, worst first.

    `rate` and `start` are the timeline's; relative links count from `folder`.
    """
    view = View(timeline, rate, start, folder)
    found = [
        finding
        for place in places(timeline)
        for rule in dialect.rules
        if (finding := _finding(rule, place, view)) is not None
    ]
    return sorted(found, key=lambda finding: (SEVERITIES.index(finding.severity), finding.code))


def check_document(document: Document, dialect: Dialect) -> list[Finding]:
    """The findings for a timeline as read, of any format.

    Raises as `Document.base` does, when the media of a bundle must be unpacked and cannot.
    """
    timeline = load(document.text or document.timeline.to_json_string())
    return check(timeline, dialect, document.rate, document.start, document.base)


def _finding(rule: Rule, place: Place, view: View) -> Finding | None:
    met = rule.test(place, view)
    if not met:
        return None
    named = place.depth > 1
    return Finding(
        severity=rule.severity,
        code=rule.code,
        message=rule.message,
        advice=rule.advice,
        track=_track_name(place),
        item=str(place.node.get("name") or schema(place.node)) if named else "",
        timecode=_timecode(place, view) if named else "",
        detail=met if isinstance(met, str) else "",
        ours=place.ours,
    )


def _track_name(place: Place) -> str:
    if place.track is None:
        return ""
    return str(place.track.get("name") or f"track {place.number}")


def _timecode(place: Place, view: View) -> str:
    frame = nearest_frame(place.start, view.rate)
    return timecode(view.start + RationalTime(frame, view.rate))
