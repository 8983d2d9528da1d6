"""The timeline, the subtitles and the ground truth, all from ``story`` and the scenes' curves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import opentimelineio as otio
from scenes.base import Scene
from story import (
    DISSOLVE,
    LINES,
    RATE,
    SHOTS,
    SOUNDS,
    TIMELINE_START,
    Line,
    Shot,
    Sound,
    duration,
    record_start,
    seconds,
    to_timeline,
)

FPS = float(RATE)
Scenes = Mapping[str, Scene]


def _range(start: int, frames: int) -> otio.opentime.TimeRange:
    return otio.opentime.TimeRange(
        otio.opentime.RationalTime(start, FPS), otio.opentime.RationalTime(frames, FPS)
    )


def _clip(shot: Shot, scene: Scene) -> otio.schema.Clip:
    media = otio.schema.ExternalReference(
        f"media/{shot.media}.mp4", _range(scene.start, scene.frames)
    )
    media.name = shot.media
    clip = otio.schema.Clip(shot.name, media, _range(scene.start + shot.first, shot.frames))
    if shot.speed != 1:
        clip.effects.append(otio.schema.LinearTimeWarp("speed", time_scalar=float(shot.speed)))
    return clip


def timeline(scenes: Scenes) -> otio.schema.Timeline:
    """The edit. A clip's source_range is its length in the timeline, also where it is retimed."""
    edit = otio.schema.Timeline(
        "demo", global_start_time=otio.opentime.RationalTime(TIMELINE_START, FPS)
    )
    track = otio.schema.Track("V1", kind=otio.schema.TrackKind.Video)
    edit.tracks.append(track)
    for index, shot in enumerate(SHOTS):
        if index == 1:
            offset = otio.opentime.RationalTime(DISSOLVE, FPS)
            track.append(
                otio.schema.Transition(
                    "dissolve", otio.schema.TransitionTypes.SMPTE_Dissolve, offset, offset
                )
            )
        track.append(_clip(shot, scenes[shot.media]))
    return edit


def _stamp(frame: int) -> str:
    ms = round(seconds(frame) * 1000)
    return f"{ms // 3600000:02d}:{ms // 60000 % 60:02d}:{ms // 1000 % 60:02d},{ms % 1000:03d}"


def _place(item: Line | Sound) -> tuple[int, int]:
    start = record_start(item.shot) + item.offset
    return start, start + item.frames


def subtitles() -> str:
    """Every line with its speaker and every described sound, as SubRip text."""
    cues = [(_place(line), f"{line.speaker}: {line.text}") for line in LINES]
    cues += [(_place(sound), sound.text) for sound in SOUNDS]
    blocks = [
        f"{number}\n{_stamp(start)} --> {_stamp(end)}\n{text}\n"
        for number, ((start, end), text) in enumerate(sorted(cues), start=1)
    ]
    return "\n".join(blocks)


def _media_truth(scenes: Scenes) -> dict[str, object]:
    return {
        f"media/{name}.mp4": {
            "contacts": [
                {"time_s": round(seconds(c.frame), 6), "kind": c.kind, "strength": c.strength}
                for c in scene.contacts()
            ]
        }
        for name, scene in scenes.items()
    }


def _timeline_contacts(scenes: Scenes) -> list[dict[str, object]]:
    found: list[tuple[int, dict[str, object]]] = []
    for shot in SHOTS:
        for contact in scenes[shot.media].contacts():
            frame = to_timeline(shot, contact.frame)
            if frame is not None:
                entry: dict[str, object] = {
                    "time_s": round(seconds(frame), 6),
                    "kind": contact.kind,
                    "strength": contact.strength,
                    "shot": shot.name,
                }
                found.append((frame, entry))
    return [entry for _, entry in sorted(found, key=lambda item: item[0])]


def events(scenes: Scenes) -> dict[str, object]:
    """What happens when: per media file and in the edit."""
    starts = [record_start(shot.name) for shot in SHOTS]
    mix = starts[1]
    rain = [_place(sound) for sound in SOUNDS if "rain" in sound.text]
    mouth = []
    for line in LINES:
        start, end = _place(line)
        mouth.append(
            {
                "start_s": round(seconds(start), 6),
                "end_s": round(seconds(end), 6),
                "speaker": line.speaker,
            }
        )
    return {
        "rate": f"{RATE.numerator}/{RATE.denominator}",
        "clips": _media_truth(scenes),
        "timeline": {
            "duration_s": round(seconds(duration()), 6),
            "contacts": _timeline_contacts(scenes),
            "mouth": mouth,
            "cuts": [round(seconds(start), 6) for start in starts[2:]],
            "dissolves": [[round(seconds(mix - DISSOLVE), 6), round(seconds(mix + DISSOLVE), 6)]],
            "rain": [[round(seconds(a), 6), round(seconds(b), 6)] for a, b in rain],
        },
    }


def write(folder: Path, scenes: Scenes) -> None:
    """Write demo.otio, demo.srt and events.json."""
    text = timeline(scenes).to_json_string(indent=4)
    (folder / "demo.otio").write_text(text + "\n", encoding="utf-8")
    (folder / "demo.srt").write_text(subtitles(), encoding="utf-8")
    truth = json.dumps(events(scenes), indent=2, ensure_ascii=False)
    (folder / "events.json").write_text(truth + "\n", encoding="utf-8")
