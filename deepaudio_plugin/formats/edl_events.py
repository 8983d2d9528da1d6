"""The events of an edit list in the words that its OTIO adapter knows.

Avid and others write more than it reads: names of reels with blanks or in quotation marks, keys,
a fade at the very beginning, changes of speed with drop-frame timecode or rounded to a tenth of a
frame. What has no place in an edit of cuts and dissolves is left out and told by its event.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from opentimelineio.opentime import from_timecode

from deepaudio_plugin.core.problems import first_few

BLANK = "\ue000"
"""In the place of blanks inside a reel's name, for an adapter that divides lines at blanks."""

_TC = r"(?:\d\d:\d\d:\d\d[:;.,]\d\d|\d+)"
_EVENT = re.compile(
    rf"(?P<number>\d{{1,6}})\s+(?:(?P<reel>\S.*?)\s+)?(?P<channel>\S+)\s+"
    rf"(?P<edit>C|D|W\d{{3}}|K(?:\s?[BO])?)(?:\s+(?P<data>\d{{1,3}}))?"
    rf"\s+(?P<times>(?:{_TC}\s+){{3}}{_TC})"
)
_MOTION = re.compile(rf"M2\s+(?P<reel>.*?)\s*(?P<speed>-?\d[\d.]*)\s+(?P<at>{_TC})")
_FROM_CLIP = re.compile(r"\*\s*FROM CLIP:", re.IGNORECASE)
_TO_CLIP = re.compile(r"\*\s*TO CLIP:\s*(\S.*)", re.IGNORECASE)
_ROUNDING = 0.06  # frames per second: M2 lines have one digit behind the point
_NORMAL = (23.9, 30.1)  # speeds that most likely are the frame rate of whoever wrote the list


class EventError(ValueError):
    """An event that nothing can be made of; the text names it."""


@dataclass
class _Event:
    """An event line with the lines below it."""

    number: str
    reel: str
    channel: str
    edit: str
    data: str
    times: list[str]
    below: list[str] = field(default_factory=list)

    @property
    def line(self) -> str:
        parts = [self.number, self.reel.replace(" ", BLANK), self.channel, self.edit]
        return "  ".join([*parts, *([self.data] if self.data else []), *self.times])

    def length(self, first: int, rate: float) -> float:
        """Frames between two of its times that follow each other."""
        start, end = (_frames(time, rate) for time in self.times[first : first + 2])
        return end - start


def _frames(time: str, rate: float) -> float:
    if ":" not in time:
        return float(time)
    return float(from_timecode(re.sub(r"[.,](?=\d\d$)", ";", time), rate).value)


def readable(text: str, rate: float) -> tuple[str, list[str]]:
    """The edit list as the adapter reads it, and notes on what was left out.

    Raises `EventError` naming an event that cannot be understood.
    """
    head, events = _divided(text)
    notes: list[str] = []
    kept = _without_keys(events, notes)
    _cut_first_fades(kept, notes)
    for before, event in zip([None, *kept], kept, strict=False):
        _say_speed(event, before, rate)
        _say_incoming(event)
    lines = [line for event in _numbered(kept) for line in (event.line, *event.below)]
    return "\n".join([*head, *lines]) + "\n", notes


def _divided(text: str) -> tuple[list[str], list[_Event]]:
    """Lines before the first event, and the events. Comments before all events say nothing."""
    head: list[str] = []
    events: list[_Event] = []
    for number, line in enumerate(map(_unquoted, text.splitlines()), 1):
        if line[:1].isdigit():
            events.append(_event(line, number))
        elif line and events:
            events[-1].below.append(line)
        elif line.startswith(("TITLE:", "FCM")):
            head.append(line)
    return head, events


def _unquoted(line: str) -> str:
    """A line without quotation marks around all of it, as spreadsheets put them."""
    line = line.strip()
    return line.strip('"').strip() if line.startswith('"') else line


def _event(line: str, number: int) -> _Event:
    found = _EVENT.fullmatch(line.replace('"', ""))
    if not found:
        what = line.split(maxsplit=1)[0]
        raise EventError(f"event {what} (line {number}) is not understood: {line[:80]!r}")
    return _Event(
        number=found["number"],
        reel=" ".join((found["reel"] or "AX").split()),
        channel=found["channel"],
        edit=re.sub(r"\s", "", found["edit"]),
        data=found["data"] or "",
        times=found["times"].split(),
    )


def _without_keys(events: list[_Event], notes: list[str]) -> list[_Event]:
    """Events without keys: what is laid over a background is left out.

    A key without a background shows what it has, as a cut would.
    """
    backgrounds = {(e.number, e.channel) for e in events if e.edit == "KB"}
    kept: list[_Event] = []
    over: list[str] = []
    alone: list[str] = []
    for event in events:
        if event.edit in ("K", "KO") and (event.number, event.channel) in backgrounds:
            over.append(event.number)
            kept[-1].below += [line for line in event.below if not line.startswith("M2")]
            continue
        if event.edit in ("K", "KO"):
            alone.append(event.number)
        if event.edit.startswith("K"):
            event.edit, event.data = "C", ""
        kept.append(event)
    if over:
        notes.append(f"{_named(over)} a key over its background: read without the key")
    if alone:
        notes.append(f"{_named(alone)} a key without a background: read as a cut")
    return kept


def _say_incoming(event: _Event) -> None:
    """Of a transition the file that comes in, where the adapter takes the one that goes out."""
    if event.edit[0] not in "DW":
        return
    incoming = [found[1] for line in event.below if (found := _TO_CLIP.fullmatch(line))]
    rest = [line for line in event.below if not _FROM_CLIP.match(line)]
    event.below = [*(f"* FROM CLIP: {file}" for file in incoming[:1]), *rest]


def _cut_first_fades(events: list[_Event], notes: list[str]) -> None:
    """Cuts in the place of transitions that a channel begins with."""
    seen: set[str] = set()
    fades = []
    dropped = []
    for index, event in enumerate(events):
        if event.edit == "C" and _is_empty(event) and _is_from(event, events[index + 1 :]):
            if event.channel not in seen:
                dropped.append(index)
            continue
        if event.edit != "C" and event.channel not in seen:
            fades.append(event.number)
            event.edit, event.data = "C", ""
        seen.add(event.channel)
    for index in reversed(dropped):
        del events[index]
    if fades:
        notes.append(f"{_named(fades)} a transition before all pictures: read as a cut")


def _is_empty(event: _Event) -> bool:
    return event.times[2] == event.times[3]


def _is_from(event: _Event, after: list[_Event]) -> bool:
    """Whether an event is the outgoing side of the transition that follows it."""
    return bool(after) and (after[0].number, after[0].channel) == (event.number, event.channel)


def _numbered(events: list[_Event]) -> Iterator[_Event]:
    """Events under numbers of their own; only the two sides of a transition share one.

    The adapter takes any two that share a number for those, and the first of them for empty.
    """
    fresh = max((int(event.number) for event in events), default=0)
    before: _Event | None = None
    for index, event in enumerate(events):
        if event.edit == "C":
            paired = _is_empty(event) and _is_from(event, events[index + 1 :])
            if not paired and before is not None and int(before.number) == int(event.number):
                fresh += 1
                event = replace(event, number=f"{fresh:03d}")  # noqa: PLW2901
        elif before is None or not (_is_empty(before) and _is_from(before, [event])):
            fresh += 1
            event = replace(event, number=f"{fresh:03d}")  # noqa: PLW2901
            yield replace(event, edit="C", data="", times=_nothing(event.times), below=[])
        yield event
        before = event


def _nothing(times: list[str]) -> list[str]:
    """The times of an event that is as long as nothing, where another begins."""
    return [times[0], times[0], times[2], times[2]]


def _say_speed(event: _Event, before: _Event | None, rate: float) -> None:
    """The speed of an event as the adapter understands it, exact where the times say it so."""
    motions = [(line, found) for line in event.below if (found := _MOTION.fullmatch(line))]
    others = [line for line in event.below if not line.startswith("M2")]
    if not motions:
        event.below = [line for line in event.below if not line.startswith("M2")]
        return
    own = [found for _, found in motions if _is_same_reel(found["reel"], event.reel)]
    outgoing = before is not None and before.number == event.number and _is_empty(before)
    if not own and outgoing:  # the speed of the picture that it goes over from
        event.below = others
        return
    found = own[-1] if own else motions[-1][1]
    speed = float(found["speed"])
    shown, recorded = event.length(0, rate), event.length(2, rate)
    if recorded > 0 and shown != recorded:
        exact = rate * shown / recorded
        if abs(abs(speed) - exact) < _ROUNDING:
            speed = exact if speed > 0 else -exact
    elif not _NORMAL[0] <= abs(speed) <= _NORMAL[1]:
        shows = recorded * abs(speed) / rate if speed else recorded + 1
        event.times[1] = _moved(event, rate, shows)
    event.below = [f"M2   {event.reel}  {speed:.9f}  {found['at'].replace(';', ':')}", *others]


def _moved(event: _Event, rate: float, length: float) -> str:
    """The end of what an event shows at its speed, where the list gives the record's length.

    It must be another one: the adapter knows changes of speed by that.
    """
    return str(round(_frames(event.times[0], rate) + length))


def _is_same_reel(one: str, other: str) -> bool:
    return " ".join(one.split()).strip('"') == other


def _named(events: list[str]) -> str:
    """Events for a note, with the verb."""
    numbers = list(dict.fromkeys(events))
    few = first_few(numbers)
    return f"event {few} has" if len(numbers) == 1 else f"events {few} have"
