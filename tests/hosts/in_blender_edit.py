"""Run by a Python with bpy: build an edit, use the extension as a person would, say what came.

Reads a JSON list of steps, `[name, {arguments}]`, from its first argument and writes a JSON
list with what each gave to its second. An operator that refuses gives its words.
"""

import json
import os
import sys
import time
from pathlib import Path

import bpy

EXTENSION = "bl_ext.user_default.deepaudio"


def strips():
    return bpy.context.scene.sequence_editor.strips


def enable():
    """Enable the extension as the preferences do; seconds that took."""
    import addon_utils  # there once bpy has been imported

    began = time.perf_counter()
    assert addon_utils.enable(EXTENSION, default_set=False) is not None
    return time.perf_counter() - began


def register():
    """Seconds that it adds to the start of a Blender that has it enabled."""
    seconds = enable()
    return {"seconds": seconds, "modules": sorted(m for m in sys.modules if EXTENSION in m)}


def scene(fps=24, fps_base=1.0, blend=None, start=1, **settings):
    if blend:
        bpy.ops.wm.save_as_mainfile(filepath=blend)
    made = bpy.context.scene
    made.render.fps, made.render.fps_base, made.frame_start = fps, fps_base, start
    made.sequence_editor_create()
    for name, value in settings.items():
        setattr(made.deepaudio, name, value)


def set(**settings):
    for name, value in settings.items():
        setattr(bpy.context.scene.deepaudio, name, value)


def say(text):
    Path(bpy.context.scene.deepaudio.subtitles).write_text(text)


def disable():
    """Disable it again: what of it is still in Blender?"""
    import addon_utils

    addon_utils.disable(EXTENSION, default_set=False)
    ours = [name for name in dir(bpy.types) if "deepaudio" in name.lower()]
    return ours + [name for name in dir(bpy.types.Scene) if "deepaudio" in name]


def wait_for(path):
    end = time.monotonic() + 120
    while not Path(path).exists() and time.monotonic() < end:
        time.sleep(0.05)


def film(path, start, length, skip=0, channel=1, name=None, kind="movie", **more):
    """A movie or sound strip that shows `length` frames from scene frame `start`."""
    new = strips().new_movie if kind == "movie" else strips().new_sound
    strip = new(name or Path(path).stem, path, channel=channel, frame_start=start - skip)
    strip.frame_offset_start = skip
    strip.frame_final_duration = length
    strip.channel = channel
    for key, value in more.items():
        setattr(strip, key, value)


def images(folder, names, start, length, channel=1, name="images"):
    first, *others = names
    strip = strips().new_image(name, str(Path(folder) / first), channel, start)
    for other in others:
        strip.elements.append(other)
    strip.frame_final_duration = length


def effect(type, start, end, channel, inputs=(), name="effect", **more):
    named = {f"input{n}": strips()[i] for n, i in enumerate(inputs, 1)}
    try:
        made = strips().new_effect(name, type, channel, start, length=end - start, **named)
    except TypeError:
        made = strips().new_effect(name, type, channel, start, frame_end=end, **named)
    for key, value in more.items():
        setattr(made, key, value)


def meta(names, channel, start, end, name="meta"):
    made = strips().new_meta(name, channel, start)
    for one in names:
        strips()[one].move_to_meta(made)
    made.frame_final_start, made.frame_final_end = start, end
    made.channel = channel


def change(strip, **values):
    """Set attributes of a strip, in this order, as a person would by hand."""
    for name, value in values.items():
        setattr(strips()[strip], name, value)


def rename(strip, to):
    strips()[strip].name = to


def remove(strip):
    strips().remove(strips()[strip])


def _in_sequencer():
    """Where the sequencer's own operators work."""
    window = bpy.context.window
    area = window.screen.areas[0]
    area.type = "SEQUENCE_EDITOR"
    region = next(region for region in area.regions if region.type == "WINDOW")
    return bpy.context.temp_override(window=window, area=area, region=region)


def _select(name):
    for strip in strips():
        strip.select = strip.name == name
    bpy.context.scene.sequence_editor.active_strip = strips()[name]


def speed(strip, percent):
    """Blender's “Set Speed”."""
    _select(strip)
    with _in_sequencer():
        bpy.ops.sequencer.retiming_segment_speed_set(speed=percent, keep_retiming=False)


def freeze(strip, frame, length):
    """Blender's “Add Freeze Frame” at a frame."""
    _select(strip)
    bpy.context.scene.frame_current = frame
    with _in_sequencer():
        bpy.ops.sequencer.retiming_key_add(timeline_frame=frame)
        bpy.ops.sequencer.retiming_freeze_frame_add(duration=length)


def real_time(path, start, channel, name):
    """A movie added as the menu does, which keeps real time in a scene of another rate."""
    before = {strip.name for strip in strips()}
    with _in_sequencer():
        bpy.ops.sequencer.movie_strip_add(
            filepath=path, frame_start=start, channel=channel, use_framerate=False, sound=False
        )
    (new,) = (strip for strip in strips() if strip.name not in before)
    new.name = name


def marker(name, frame):
    bpy.context.scene.timeline_markers.new(name, frame=frame)


def nest_scene(name, channel, start, end):
    """Move the whole edit into a scene of its own and show that through a scene strip."""
    inner = bpy.context.scene
    outer = bpy.data.scenes.new(name)
    outer.render.fps, outer.render.fps_base = inner.render.fps, inner.render.fps_base
    bpy.context.window.scene = outer
    outer.sequence_editor_create()
    strip = strips().new_scene("inner", inner, channel, start)
    strip.scene_input = "SEQUENCER"
    strip.frame_final_end = end


def call(operator, **arguments):
    """A command of the extension: "FINISHED", or what it says against it."""
    try:
        (result,) = getattr(bpy.ops.sequencer, f"deepaudio_{operator}")(
            "EXEC_DEFAULT", True, **arguments
        )
    except RuntimeError as error:
        return str(error).strip()
    return result


def begin_and_stop():
    """A render that is stopped as soon as it works; and a second one meanwhile."""
    session = __import__(EXTENSION + ".session", fromlist=["session"])
    render, _ = session.start_render(bpy.context.scene)
    meanwhile = call("render")
    outcome = None
    while outcome is None:
        outcome = render.poll(timeout_s=0.05)
        if "rendering" in render.status:
            bpy.ops.sequencer.deepaudio_stop()
    session.ended()
    return {"cancelled": outcome.cancelled, "meanwhile": meanwhile, "after": _listed()}


def set_variable(name, value):
    os.environ[name] = value


def listed():
    return _listed()


def _listed():
    found = []
    for strip in sorted(strips(), key=lambda s: (s.channel, s.frame_final_start)):
        facts = {
            "name": strip.name,
            "type": strip.type,
            "channel": strip.channel,
            "start": strip.frame_final_start,
            "end": strip.frame_final_end,
            "mute": strip.mute,
            "ours": strip.get("deepaudio") is not None,
        }
        if strip.type == "SOUND":
            facts["path"] = bpy.path.abspath(strip.sound.filepath)
            facts["stored"] = strip.sound.filepath
        found.append(facts)
    return found


def channels():
    editor = bpy.context.scene.sequence_editor
    return {str(n): c.name for n, c in enumerate(editor.channels) if c.name != f"Channel {n}"}


def mixdown(path, end):
    bpy.context.scene.frame_end = end
    bpy.ops.sound.mixdown(filepath=path, container="WAV", codec="PCM", format="S16")
    return path


def remember():
    """Begin to record steps: without a screen Blender does so only when asked."""
    bpy.ops.ed.undo_push(message="before")


def undo():
    bpy.ops.ed.undo()


def reopen():
    bpy.ops.wm.save_mainfile()
    bpy.ops.wm.open_mainfile(filepath=bpy.data.filepath)


def main(steps, result):
    told = [globals()[name](**arguments) for name, arguments in json.loads(steps.read_text())]
    result.write_text(json.dumps(told))


main(Path(sys.argv[1]), Path(sys.argv[2]))
