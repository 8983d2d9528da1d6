"""Reading a scene's strips into plain values.

Nothing here imports Blender's API: objects of it are passed in and only looked at. The one
thing that they do not tell, how many frames a medium holds, is asked of `SceneContext`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from . import keys
from .model import Cross, Edit, Mark, Segment, Strip, StripChannel
from .otio_json import numbered
from .retiming import Key, segments

TAG = "deepaudio"
"""The custom property of a strip that was put in by this extension."""

_CROSSES = ("CROSS", "GAMMA_CROSS", "WIPE")
_FILTERS = ("TRANSFORM", "GLOW", "GAUSSIAN_BLUR")
_DEEPEST = 16  # scenes in scenes


@dataclass
class SceneContext:
    """What a strip's own attributes do not say."""

    abspath: Callable[[str], str]
    """A path of the .blend as an absolute one."""
    measure: Callable[[str, str], int]
    """Frames that a medium holds, by "movie" or "sound" and its path; 0 when unknown."""
    notes: list[str] = field(default_factory=list)


def edit_of(scene: Any, around: SceneContext, depth: int = 0) -> Edit:
    """The edit of a scene, from its first frame on; strips that we put in are left out."""
    reader = _Reader(rate_of(scene), around, depth)
    editor = scene.sequence_editor
    strips = list(strips_of(editor)) if editor else []
    edit = reader.edit(scene.name, strips, scene.frame_start)
    ends = [strip.end for strip in edit.strips]
    if ends and max(ends) > scene.frame_end + 1 and not depth:
        around.notes.append(
            f"Strips go on after the scene's last frame ({scene.frame_end}); they are sent too"
        )
    marks = [Mark(m.name, m.frame) for m in scene.timeline_markers if m.frame >= scene.frame_start]
    channels = {
        number: StripChannel(channel.name, channel.mute)
        for number, channel in enumerate(editor.channels if editor else ())
    }
    return replace(
        edit, marks=tuple(marks), channels=channels, notes=tuple(dict.fromkeys(around.notes))
    )


def rate_of(scene: Any) -> Fraction:
    """Frames a second: 24000/1001 where the settings say 24 and 1.001."""
    base = Fraction(scene.render.fps_base).limit_denominator(10_000)
    return Fraction(scene.render.fps) / base


def strips_of(editor: Any) -> Any:
    """The top strips of an editor: `strips` since Blender 4.4, `sequences` before."""
    return editor.strips if hasattr(editor, "strips") else editor.sequences


def is_ours(strip: Any) -> bool:
    """Whether this extension put a strip in."""
    return strip.get(TAG) is not None


class _Reader:
    """Reads strips of one scene or meta strip, at one rate."""

    def __init__(self, rate: Fraction, around: SceneContext, depth: int) -> None:
        self.rate = rate
        self.around = around
        self.depth = depth
        self._read: dict[str, Strip | None] = {}

    def edit(self, name: str, strips: list[Any], start: int) -> Edit:
        theirs = [strip for strip in strips if not is_ours(strip)]
        read = [found for strip in theirs if (found := self.strip(strip)) is not None]
        crosses = [c for strip in theirs if (c := self._cross(strip)) is not None]
        hidden = {self._input(s) for s in theirs if s.type == "SPEED" and not s.mute}
        shown = [strip for strip in read if strip not in hidden]
        for strip in theirs:
            if strip.type == "MULTICAM":
                shown += self._angles(strip, read)
        return Edit(name, self.rate, start, tuple(shown), tuple(crosses))

    def strip(self, strip: Any) -> Strip | None:
        """One strip as a value; None for effects that make no picture of their own."""
        if strip.name not in self._read:
            self._read[strip.name] = self._new(strip)
        return self._read[strip.name]

    def _new(self, strip: Any) -> Strip | None:
        readers = {
            "MOVIE": self._movie,
            "MOVIECLIP": self._movie_clip,
            "SOUND": self._sound,
            "IMAGE": self._images,
            "META": self._meta,
            "SCENE": self._scene,
            "SPEED": self._sped,
        }
        if strip.type in readers:
            return readers[strip.type](strip)
        makers = {"COLOR": "Color", "TEXT": "Text", "MASK": "Mask"}
        if strip.type in makers:
            text = strip.text if strip.type == "TEXT" else ""
            return self._made(strip, makers[strip.type], text)
        return None

    def _movie(self, strip: Any) -> Strip:
        return self._film(strip, strip.filepath, strip.fps)

    def _movie_clip(self, strip: Any) -> Strip:
        clip = strip.clip
        if clip is None:
            return self._made(strip, "Movie clip without a film")
        return self._film(strip, clip.filepath, clip.fps)

    def _film(self, strip: Any, filepath: str, fps: float) -> Strip:
        path = self.around.abspath(filepath)
        rate = self._media_rate(fps)
        head = strip.animation_offset_start if hasattr(strip, "animation_offset_start") else 0
        tail = strip.animation_offset_end if hasattr(strip, "animation_offset_end") else 0
        held = strip.frame_duration
        if keys.retimed(strip) or rate != self.rate:
            held = self.around.measure("movie", path) - head - tail
            if held <= 0:
                held = strip.frame_duration
        each = self._each(held, strip.frame_duration, rate)
        reverse = held if getattr(strip, "use_reverse_frames", False) else 0
        parts = self._segments(strip, held, each, reverse)
        parts = [replace(part, source=part.source + head) for part in parts]
        length = held + head + tail
        return self._media(strip, "movie", parts, rate=rate, path=path, length=length)

    def _sound(self, strip: Any) -> Strip | None:
        if strip.sound is None:
            return None
        path = self.around.abspath(strip.sound.filepath)
        head = getattr(strip, "animation_offset_start", 0)
        held = strip.frame_duration
        if keys.retimed(strip):
            held = self.around.measure("sound", path) - head or held
        parts = self._segments(strip, held, Fraction(1), clip=True)
        parts = [replace(part, source=part.source + head) for part in parts]
        if not parts:
            return None
        return self._media(strip, "sound", parts, path=path, length=held + head)

    def _images(self, strip: Any) -> Strip:
        names = tuple(element.filename for element in strip.elements)
        folder = self.around.abspath(strip.directory)
        if len(names) == 1:
            part = Segment(strip.frame_final_start, strip.frame_final_end, Fraction(0))
            return self._media(strip, "still", [part], path=str(Path(folder) / names[0]))
        if not _in_a_row(names):
            self.around.notes.append(f"{strip.name}: its images are not numbered in a row")
            part = Segment(strip.frame_final_start, strip.frame_final_end, Fraction(0))
            return self._media(strip, "still", [part], path=str(Path(folder) / names[0]))
        parts = self._segments(strip, len(names), Fraction(1))
        return self._media(strip, "images", parts, path=folder, length=len(names), images=names)

    def _meta(self, strip: Any) -> Strip | None:
        """A meta strip shows its strips where they stand in the scene, within its own ends."""
        reader = _Reader(self.rate, self.around, self.depth)
        nested = reader.edit(strip.name, list(strips_of(strip)), round(strip.frame_start))
        if not nested.strips:
            return None
        if keys.retimed(strip):
            held = max(inner.end for inner in nested.strips) - nested.start
            parts = self._segments(strip, held, Fraction(1), clip=True)
        else:
            first = min(inner.start for inner in nested.strips)
            last = max(inner.end for inner in nested.strips)
            nested = replace(nested, start=first)
            shown = Segment(first, last, Fraction(0))
            part = shown.cut(strip.frame_final_start, strip.frame_final_end)
            parts = [part] if part else []
        return self._media(strip, "nested", parts, nested=nested) if parts else None

    def _scene(self, strip: Any) -> Strip | None:
        scene = strip.scene
        if scene is None or strip.scene_input != "SEQUENCER" or self.depth >= _DEEPEST:
            return self._made(strip, "Blender scene")
        nested = edit_of(scene, self.around, self.depth + 1)
        held = scene.frame_end - scene.frame_start + 1
        parts = self._segments(strip, held, Fraction(1), clip=True)
        if not parts:
            return None
        return self._media(strip, "nested", parts, rate=nested.rate, nested=nested)

    def _made(self, strip: Any, generator: str, text: str = "") -> Strip:
        part = Segment(strip.frame_final_start, strip.frame_final_end, Fraction(0))
        return self._media(strip, "generator", [part], generator=generator, text=text)

    def _media(self, strip: Any, kind: Any, parts: list[Segment], **more: Any) -> Strip:
        return Strip(
            name=strip.name,
            kind=kind,
            channel=strip.channel,
            segments=tuple(parts),
            rate=more.pop("rate", self.rate),
            muted=strip.mute,
            blender={"type": strip.type},
            **more,
        )

    def _segments(
        self, strip: Any, held: int, each: Fraction, reverse: int = 0, *, clip: bool = False
    ) -> list[Segment]:
        """How a strip's content runs. `each` is content frames for a scene frame; with
        `clip`, only where there is content."""
        begin, length = round(strip.frame_start), max(1, strip.frame_duration)
        found: list[Key] = [(begin, Fraction(0)), (begin + length - 1, (length - 1) * each)]
        if length == 1:
            found = [(begin, Fraction(0)), (begin + 1, each)]
        if keys.retimed(strip):
            read = keys.read(strip, held)
            if read is None:
                self.around.notes.append(f"{strip.name}: its speed is taken as constant")
                last = begin + max(1, length - 1)
                read = [(begin, Fraction(0)), (last, Fraction(held - 1))]
            found = read
        start, end = strip.frame_final_start, strip.frame_final_end
        if clip:
            start, end = max(start, found[0][0]), min(end, found[-1][0] + 1)
        return segments(found, start, end, reverse_of=reverse) if end > start else []

    def _media_rate(self, fps: float) -> Fraction:
        """The rate of a medium: the scene's where they are the same."""
        if fps <= 0 or abs(fps - self.rate) < 1e-3:
            return self.rate
        return Fraction(fps).limit_denominator(1001)

    def _each(self, held: int, shown: int, rate: Fraction) -> Fraction:
        """Media frames for each scene frame: one, as Blender plays by default, or as many as
        keep real time, where the strip was added so."""
        if rate == self.rate or abs(held - shown) <= 1:
            return Fraction(1)
        if abs(held * self.rate / rate - shown) <= 2:
            return rate / self.rate
        return Fraction(held, max(1, shown))

    def _input(self, effect: Any) -> Strip | None:
        """The strip whose picture an effect works on, through other effects."""
        source = getattr(effect, "input_1", None)
        while source is not None and source.type in _FILTERS:
            source = source.input_1
        return self.strip(source) if source is not None else None

    def _cross(self, effect: Any) -> Cross | None:
        if effect.type not in _CROSSES or effect.mute:
            return None
        first, second = self._resolved(effect.input_1), self._resolved(effect.input_2)
        start, end = effect.frame_final_start, effect.frame_final_end
        if first is None or second is None or end <= start:
            return None
        return Cross(start, end, first, second)

    def _resolved(self, source: Any) -> Strip | None:
        while source is not None and source.type in _FILTERS:
            source = source.input_1
        return self.strip(source) if source is not None else None

    def _sped(self, effect: Any) -> Strip | None:
        """A speed control effect: its input at another speed, on the effect's channel."""
        source = self._input(effect)
        if source is None or effect.mute:
            return None
        start, end = effect.frame_final_start, effect.frame_final_end
        first, length = source.segments[0], effect.input_1.frame_duration
        if effect.speed_control == "MULTIPLY":
            speed, begin = first.speed * Fraction(effect.speed_factor).limit_denominator(1000), 0
        elif effect.speed_control == "STRETCH":
            speed, begin = first.speed * Fraction(length, max(1, end - start)), 0
        elif effect.speed_control == "FRAME_NUMBER":
            speed, begin = Fraction(0), round(effect.speed_frame_number)
        else:
            speed, begin = Fraction(0), round(length * effect.speed_length / 100)
        part = Segment(start, end, first.source + begin * first.speed, speed)
        return replace(source, channel=effect.channel, segments=(part,))

    def _angles(self, effect: Any, strips: list[Strip]) -> Iterator[Strip]:
        """What a multicam selector shows: its source channel, over its own time."""
        for strip in strips:
            if strip.channel == effect.multicam_source and not strip.heard and not effect.mute:
                part = strip.cut(effect.frame_final_start, effect.frame_final_end)
                if part is not None:
                    yield replace(part, channel=effect.channel)


def _in_a_row(names: tuple[str, ...]) -> bool:
    """Whether file names are one pattern with numbers that go up by one."""
    parts = [numbered(name) for name in names]
    first = parts[0]
    if first is None:
        return False
    return all(
        part is not None
        and (part[0], part[2]) == (first[0], first[2])
        and int(part[1]) == int(first[1]) + number
        for number, part in enumerate(parts)
    )
