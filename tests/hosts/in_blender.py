"""Run by a Python with bpy: build an edit from an .otio in Blender's sequencer, mix it down.

Blender has no OTIO import of its own, so strips are placed from the file's JSON: source
ranges count from the start of available_range, links from the folder of the file.
"""

import json
import sys
from pathlib import Path

import bpy


def frames(time: dict, fps: float) -> int:
    return round(time["value"] / time["rate"] * fps)


def main(source: Path, out: Path) -> None:
    timeline = json.loads(source.read_text(encoding="utf-8"))
    fps = timeline["global_start_time"]["rate"]
    scene = bpy.context.scene
    scene.render.fps, scene.render.fps_base = round(fps), round(fps) / fps
    editor = scene.sequence_editor_create()
    strips = getattr(editor, "strips", None) or editor.sequences
    end = 0
    for channel, track in enumerate(timeline["tracks"]["children"], 1):
        position = 0
        for item in track["children"]:
            used = item["source_range"]
            length = frames(used["duration"], fps)
            if item["OTIO_SCHEMA"].startswith("Clip"):
                media = item["media_references"][item["active_media_reference_key"]]
                first = media["available_range"]["start_time"]
                skip = frames(used["start_time"], fps) - frames(first, fps)
                new = strips.new_sound if track["kind"] == "Audio" else strips.new_movie
                path = str(source.parent / media["target_url"])
                strip = new(item["name"], path, channel=channel, frame_start=position + 1 - skip)
                strip.frame_offset_start = skip
                strip.frame_final_duration = length
            position += length
        end = max(end, position)
    scene.frame_start, scene.frame_end = 1, end
    bpy.ops.sound.mixdown(filepath=str(out), container="WAV", codec="PCM", format="S16")


main(Path(sys.argv[1]), Path(sys.argv[2]))
