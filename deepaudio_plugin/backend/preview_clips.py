"""Preview clips: a range of the film with what is rendered for it, to watch a take in its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import platformdirs
from opentimelineio.opentime import RationalTime

from deepaudio_plugin.backend.messages import MakePreviewClip, PreviewClipMade
from deepaudio_plugin.core.ducking import Ducking
from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.core.protocol import Mix, PictureSource
from deepaudio_plugin.output.crossfades import mix_parts
from deepaudio_plugin.output.mixing import mix
from deepaudio_plugin.output.placed_takes import PlacedTake, placed_takes
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.planning.plan import Plan
from deepaudio_plugin.rendering.outcome import Outcome
from deepaudio_plugin.rendering.progress import Watch
from deepaudio_plugin.timeline.timing import exact_rate, samples, seconds
from deepaudio_plugin.viewing import Gallery
from deepaudio_plugin.viewing.cache import ViewingCache, key_of
from deepaudio_plugin.worker_client.client import WorkerClient

_AROUND_S = 1.0  # of the film before and after a take
_REEL_BYTES = 1 << 30
_LONGEST_S = 600.0


@dataclass(frozen=True)
class Scene:
    """A range of a timeline to watch: its pictures, and what sounds in it."""

    start: int  # frames
    frames: int
    pictures: tuple[PictureSource, ...]
    starts_s: tuple[float, ...]  # in the scene's own time
    num_samples: int
    order: Mix  # without paths


def scene_of(order: MakePreviewClip, plan: Plan, outcome: Outcome, ducking: Ducking) -> Scene:
    """What a preview clip shows. `plan` holds what is rendered alone. Raises UsageError."""
    start, frames = _range(order, plan)
    zero = RationalTime(start, plan.rate)
    end = RationalTime(start + frames, plan.rate)
    first, num_samples = samples(zero), samples(end) - samples(zero)
    shown = [
        shot
        for shot in plan.shots
        if shot.picture is not None
        and shot.range.start_time < end
        and shot.range.end_time_exclusive() > zero
    ]
    heard = [
        (placed, Path(placed.take.path))
        for placed in placed_takes(plan, outcome)
        if placed.number == 1 and _is_within(placed, first, first + num_samples)
    ]
    parts = [replace(part, start=part.start - first) for part in mix_parts(heard, plan.shots)]
    pictures = tuple(shot.picture for shot in shown if shot.picture is not None)
    starts_s = tuple(seconds(shot.range.start_time - zero) for shot in shown)
    rate = exact_rate(plan.rate)
    mixing = Mix(
        id="preview clip",
        parts=tuple(parts),
        num_samples=num_samples,
        out_path="",
        channels=2,
        duck_db=ducking.depth_db,
        duck_hold_s=ducking.hold_s,
        duck_speed=ducking.speed,
        picture=pictures,
        picture_starts_s=starts_s,
        preview_rate_num=rate.numerator,
        preview_rate_den=rate.denominator,
        preview_height=order.height,
    )
    return Scene(start, frames, pictures, starts_s, num_samples, mixing)


def _is_within(placed: PlacedTake, first: int, last: int) -> bool:
    """Whether the clip of a take plays in a range of samples."""
    start, end = placed.sounding
    return start < last and end > first


def with_take(plan: Plan, job: Job) -> Plan:
    """The plan with `job`, whose first take sounds, instead of the one of its reference."""
    if all(other.ref != job.ref for other in plan.jobs):
        return replace(plan, jobs=(*plan.jobs, job))
    jobs = tuple(job if other.ref == job.ref else other for other in plan.jobs)
    return replace(plan, jobs=jobs)


def _range(order: MakePreviewClip, plan: Plan) -> tuple[int, int]:
    start, end = order.start, order.start + order.frames
    if order.ref:
        job = next((job for job in plan.jobs if job.ref == order.ref), None)
        if job is None:
            raise UsageError("nothing of this is rendered", where=order.ref)
        around = round(_AROUND_S * plan.rate)
        start = int(job.start.value) - around
        end = int(job.range.end_time_exclusive().rescaled_to(plan.rate).value) + 1 + around
    start, end = max(0, start), min(int(plan.duration.value), end)
    longest = int(_LONGEST_S * plan.rate)
    if end <= start:
        raise UsageError("this range is empty", hint="Choose a range on the timeline.")
    return start, min(end - start, longest)


class PreviewClipMaker:
    """Makes preview clips, and keeps those of late."""

    def __init__(self, worker: Callable[[], WorkerClient], gallery: Gallery) -> None:
        self._worker = worker
        self._gallery = gallery
        root = platformdirs.user_cache_path("deepaudio") / "preview clips"
        self._cache = ViewingCache(root, _REEL_BYTES)

    def make(self, order_id: str, scene: Scene, cancelled: Callable[[], bool]) -> PreviewClipMade:
        """The preview clip of a scene and the film's own sound over it. Raises DeepAudioError."""
        film = self._film(key_of(scene.order), scene, cancelled)
        return PreviewClipMade(
            id=order_id,
            path=str(film),
            original_path=str(self._original(scene, cancelled) or ""),
            start=scene.start,
            frames=scene.frames,
        )

    def _film(self, key: str, scene: Scene, cancelled: Callable[[], bool]) -> Path:
        suffix = ".mp4" if scene.pictures else ".wav"
        kept = self._cache.find(key, suffix)
        if kept is not None:
            return kept
        target, sound = (self._cache.make_room(key, s) for s in (suffix, ".wav"))
        preview = str(target) if scene.pictures else ""
        order = replace(scene.order, out_path=str(sound), preview_path=preview)
        mix(order, self._worker(), Watch(cancelled=cancelled))
        self._cache.added([target, sound])
        return target

    def _original(self, scene: Scene, cancelled: Callable[[], bool]) -> Path | None:
        """The film's own sound; the same for all takes of one range."""
        if not scene.pictures:
            return None
        key = key_of(scene.pictures, scene.starts_s, scene.num_samples)
        kept = self._cache.find(key, ".wav")
        if kept is not None:
            return kept
        target = self._cache.make_room(key, ".wav")
        found = self._gallery.original(
            scene.pictures, scene.starts_s, scene.num_samples, target, cancelled
        )
        if found.path is not None:
            self._cache.added([found.path])
        return found.path


def pictures_between(
    plan: Plan, start: int, frames: int
) -> tuple[Sequence[PictureSource], Sequence[float], int]:
    """Pictures of a range, where each begins in it in seconds, and its length in samples."""
    scene = scene_of(MakePreviewClip("", start=start, frames=frames), plan, Outcome(), Ducking(0.0))
    return scene.pictures, scene.starts_s, scene.num_samples
