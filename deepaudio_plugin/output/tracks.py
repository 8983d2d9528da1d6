"""New audio tracks from finished jobs: one clip per job, in OTIO's own words.

Clips count from the first frame of their file (available_range starts at 0), not from its
timecode, although the file carries one. Of the readers that were tried, Kdenlive's import
and the Kdenlive, GES and Blender bridges play from source_range.start_time as it stands
(Kdenlive subtracts a timecode it finds in a *video* stream only), and readers that
subtract available_range.start_time, such as the FCP XML adapter, come to the same frame.
`clock="timecode"` writes timecode for hosts that conform by it.
"""

from __future__ import annotations

import bisect
import dataclasses
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio
from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.core.protocol import SAMPLE_RATE, Take
from deepaudio_plugin.decisions.places import HOME, Place
from deepaudio_plugin.ownership.ours import CROSSFADE, OWNER, TITLES
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.timeline.links import target_url
from deepaudio_plugin.timeline.shots import NO_DISSOLVES, Dissolves
from deepaudio_plugin.timeline.timing import Clock, exact_rate, seconds


@dataclass(frozen=True)
class Placed:
    """One clip of a finished job: its takes, each with the media file that it will name."""

    job: Job
    takes: tuple[tuple[Take, Path], ...]
    selected: int = 0  # which of `takes` plays
    provenance: Mapping[str, Any] = field(default_factory=dict)  # for metadata["deepaudio"]
    take_provenance: tuple[Mapping[str, Any], ...] = ()  # one for each take, or none
    place: Place = HOME  # of the clip; its media stay those of the job's own place


@dataclass(frozen=True)
class Mixdown:
    """A mix of the whole timeline, for the track `DeepAudio Mix`."""

    path: Path
    num_samples: int
    channels: int = 1
    provenance: Mapping[str, Any] = field(default_factory=dict)


def build_tracks(
    placed: Sequence[Placed],
    rate: float,
    start: RationalTime,
    *,
    folder: Path | None = None,
    mix: Mixdown | None = None,
    clock: Clock = "file",
    dissolves: Dissolves = NO_DISSOLVES,
) -> list[otio.schema.Track]:
    """Audio tracks for a timeline at `rate` that begins at timecode `start`.

    Speech first, a track for each lane; then audio; then the mix. Media are named
    relative to `folder`, where the timeline will be, or by absolute path when it is None.
    Jobs without takes are left out, and tracks without clips with them. Where the pictures of
    two shots dissolve, as `dissolves` say, their sounds do too.
    """
    frames = _Frames(rate, start, clock)
    tracks = []
    for stem in ("speech", "audio"):
        ours = [item for item in placed if item.job.stem == stem and item.takes]
        for number, lane in enumerate(_lanes(ours, rate), start=1):
            title = TITLES[stem] if number == 1 else f"{TITLES[stem]} {number}"
            track = _track(title, stem, lane, frames, folder)
            if stem == "audio" and dissolves:
                _add_dissolves(track, lane, frames, dissolves)
            tracks.append(track)
    if mix is not None:
        tracks.append(_mix_track(mix, frames, folder))
    return tracks


@dataclass(frozen=True)
class ClipSpan:
    """Which frames a clip takes of its timeline, and which of its file."""

    start: int  # on the timeline
    skipped: int  # of the file, handle included
    frames: int

    @property
    def end(self) -> int:
        """The frame after the last, on the timeline."""
        return self.start + self.frames


def clip_span(job: Job, take: Take, place: Place, rate: float) -> ClipSpan:
    """What a clip of `take` plays where it is placed: never more than its file holds.

    A place from which nothing could be heard counts as the job's own.
    """
    frames = _Frames(rate, job.start, "file")
    held = frames.held(take.num_samples)
    first = round(job.start.value)
    skipped, start = job.handles_of(take.handle_in) + place.skip, first + place.at
    cut = max(0, -skipped, -start)  # before the file or the timeline
    length = place.frames or frames.covering(job.offset + take.window) - place.skip
    length = min(length - cut, held - skipped - cut)
    if length < 1 and place != HOME:
        return clip_span(job, take, HOME, rate)
    return ClipSpan(start + cut, skipped + cut, max(1, length))


_Lane = list[tuple[Placed, ClipSpan]]


def _lanes(placed: Iterable[Placed], rate: float) -> list[_Lane]:
    """Clips by lane in order of start.

    A job whose frame is taken moves to the next lane, and so does a clip that an editor has
    put where another one sounds.
    """
    lanes: list[_Lane] = []
    spans = [(item, clip_span(item.job, item.takes[item.selected][0], item.place, rate))
             for item in placed]  # fmt: skip
    spans.sort(key=lambda at: (_is_moved(at[0]), at[1].start, at[0].job.lane, at[0].job.id))
    for item, span in spans:
        lane = item.job.lane
        while True:
            lanes.extend([] for _ in range(lane + 1 - len(lanes)))
            if _is_free(lanes[lane], span, whole=_is_moved(item)):
                break
            lane += 1
        bisect.insort(lanes[lane], (item, span), key=lambda at: at[1].start)
    return [lane for lane in lanes if lane]


def _is_moved(item: Placed) -> bool:
    return not item.place.is_whole or item.place.at != 0


def _is_free(lane: _Lane, span: ClipSpan, *, whole: bool) -> bool:
    """Whether a clip may begin there; `whole`: and be heard to its end, like its neighbours.

    Other clips end where the next of their lane begins: their line or shot does.
    """
    if not whole:
        return not lane or lane[-1][1].start < span.start
    at = bisect.bisect_left(lane, span.start, key=lambda other: other[1].start)
    before = lane[at - 1][1].end if at else 0
    after = lane[at][1].start if at < len(lane) else span.end
    return before <= span.start and span.end <= after


def _track(
    title: str, stem: str, lane: _Lane, frames: _Frames, folder: Path | None
) -> otio.schema.Track:
    track = _empty_track(title, stem)
    position = 0
    for (item, span), following in zip(lane, [*lane[1:], None], strict=True):
        if span.start > position:
            track.append(frames.gap(span.start - position))
        end = span.end if following is None else min(span.end, following[1].start)
        shown = dataclasses.replace(span, frames=end - span.start)
        track.append(_clip(item, shown, frames, folder))
        position = end
    return track


def _add_dissolves(
    track: otio.schema.Track, lane: _Lane, frames: _Frames, dissolves: Dissolves
) -> None:
    """Transitions between clips that lie where their shots do, as far as their handles go."""
    places = [n for n, child in enumerate(track) if isinstance(child, otio.schema.Clip)]
    for n in range(len(lane) - 1, 0, -1):
        (one, before), (other, after) = lane[n - 1], lane[n]
        wanted = dissolves.get((one.job.shot_index, other.job.shot_index))
        is_whole = one.place.is_home and other.place.is_home and before.end == after.start
        if wanted is None or not is_whole:
            continue
        beyond = frames.held(one.takes[one.selected][0].num_samples) - before.skipped
        lead = min(wanted[0], after.skipped, before.frames)
        lag = min(wanted[1], beyond - before.frames, after.frames)
        if lead + lag > 0:
            track.insert(places[n], _dissolve(frames.time(lead), frames.time(lag)))


def _dissolve(lead: RationalTime, lag: RationalTime) -> otio.schema.Transition:
    return otio.schema.Transition(
        name=CROSSFADE,
        transition_type=otio.schema.TransitionTypes.SMPTE_Dissolve,
        in_offset=lead,
        out_offset=lag,
        metadata={"deepaudio": {"owner": OWNER}},
    )


def _empty_track(title: str, stem: str) -> otio.schema.Track:
    return otio.schema.Track(
        name=title,
        kind=otio.schema.TrackKind.Audio,
        metadata={"deepaudio": {"owner": OWNER, "stem": stem}},
    )


def _clip(item: Placed, span: ClipSpan, frames: _Frames, folder: Path | None) -> otio.schema.Clip:
    media = {
        "DEFAULT_MEDIA" if n == item.selected else f"take {n + 1}": _reference(
            item, n, frames, folder
        )
        for n in range(len(item.takes))
    }
    first = media["DEFAULT_MEDIA"].available_range.start_time
    clip = otio.schema.Clip(
        name=item.job.name,
        source_range=TimeRange(first + frames.time(span.skipped), frames.time(span.frames)),
        metadata={"deepaudio": _plain(_job_facts(item))},
    )
    clip.enabled = not item.place.muted
    clip.set_media_references(media, "DEFAULT_MEDIA")
    return clip


def _reference(
    item: Placed, number: int, frames: _Frames, folder: Path | None
) -> otio.schema.ExternalReference:
    take, path = item.takes[number]
    extra = item.take_provenance[number] if item.take_provenance else {}
    facts = {**_take_facts(item.job, take), **extra}
    return otio.schema.ExternalReference(
        target_url=target_url(path, folder),
        available_range=TimeRange(
            frames.first(item.job.start - frames.time(item.job.handles_of(take.handle_in))),
            frames.time(frames.held(take.num_samples)),
        ),
        metadata={"deepaudio": _plain(facts)},
    )


def _mix_track(mix: Mixdown, frames: _Frames, folder: Path | None) -> otio.schema.Track:
    length = TimeRange(frames.first(frames.time(0)), frames.time(frames.held(mix.num_samples)))
    track = _empty_track(TITLES["mix"], "mix")
    reference = otio.schema.ExternalReference(
        target_url=target_url(mix.path, folder),
        available_range=length,
        metadata={"deepaudio": {"channels": mix.channels}},
    )
    facts = {"deepaudio": _plain({"stem": "mix", **mix.provenance})}
    track.append(otio.schema.Clip("DeepAudio Mix", reference, length, metadata=facts))
    return track


def _job_facts(item: Placed) -> dict[str, Any]:
    """What a clip says of its job: enough to make it again."""
    job = item.job
    facts: dict[str, Any] = {
        "stem": job.stem,
        "job": job.id,
        "name": job.name,
        "where": job.where,
        "cue": job.cue_id,
        "shot": job.shot_index,
        "start_s": seconds(job.range.start_time),
        "duration_s": seconds(job.range.duration),
        "warnings": list(job.warnings),
        "takes": len(item.takes),
        "selected": item.selected + 1,
    }
    return {**facts, **item.provenance}


def _take_facts(job: Job, take: Take) -> dict[str, Any]:
    facts = dataclasses.asdict(take)
    del facts["path"]
    request = next((r for r in job.requests if r.key == take.key), None)
    if request is not None:
        facts["made_from"] = request.to_json()
    return facts


def _plain(value: Any) -> Any:
    """`value` as OTIO metadata takes it: dicts, lists and plain values only."""
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    return str(value)


@dataclass(frozen=True)
class _Frames:
    """Samples to frames of one timeline.

    Windows and handles are frames rounded to samples, so that their sum may be a sample
    short of the frame it stands for; one sample more or less counts as that frame.
    """

    rate: float
    start: RationalTime
    clock: Clock

    def time(self, frames: float) -> RationalTime:
        return RationalTime(frames, self.rate)

    def gap(self, frames: int) -> otio.schema.Gap:
        return otio.schema.Gap(source_range=TimeRange(self.time(0), self.time(frames)))

    def covering(self, samples: int) -> int:
        """Whole frames, rounded up."""
        return math.ceil(self._exact(samples - 1))

    def held(self, samples: int) -> int:
        """Whole frames of a file, rounded down: a host never reads past the end."""
        return math.floor(self._exact(samples + 1))

    def first(self, file_start: RationalTime) -> RationalTime:
        """What a clip calls the first frame of a file that begins at `file_start`."""
        if self.clock == "file":
            return self.time(0)
        day = round(exact_rate(self.rate)) * 86_400
        return self.time(round((self.start + file_start).value) % day)

    def _exact(self, samples: int) -> Fraction:
        return samples * exact_rate(self.rate) / SAMPLE_RATE
