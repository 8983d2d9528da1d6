"""Run inside a Blender with a window: press the extension's buttons, and write down what came.

Arguments after `--`: a folder to work in, and optionally a picture of the window to take.
The demo film's shots are put on the sequencer, rendered by the panel's button, and undone.
"""

import importlib.util
import json
import shutil
import sys
import traceback
from pathlib import Path

import bpy

REPOSITORY = Path(__file__).parents[2]
EXTENSION = REPOSITORY / "resources" / "hosts" / "blender" / "deepaudio"
DEMO = REPOSITORY / "resources" / "demo"
EDIT = (
    *(("street", 28, 76), ("walk", 24, 98), ("ball", 0, 90)),
    *(("door", 24, 48), ("mara", 24, 62), ("jon", 24, 94)),
)  # medium, first frame, length
TICK_S = 0.1
FRAME = 150

told = {"status": []}


def enable():
    """The extension as a plain package, so that Blenders before 4.2 can show it too."""
    spec = importlib.util.spec_from_file_location(
        "deepaudio_extension",
        EXTENSION / "__init__.py",
        submodule_search_locations=[str(EXTENSION)],
    )
    package = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = package
    spec.loader.exec_module(package)
    package.register()


def edit():
    editor = bpy.context.scene.sequence_editor_create()
    return editor.strips if hasattr(editor, "strips") else editor.sequences


def names():
    return sorted(strip.name for strip in edit())


def sequencer():
    """The sequencer's area that shows strips, its window and its main region."""
    window = bpy.context.window_manager.windows[0]
    for area in window.screen.areas:
        if area.type == "SEQUENCE_EDITOR" and area.spaces.active.view_type != "PREVIEW":
            region = next(region for region in area.regions if region.type == "WINDOW")
            return window, area, region
    raise LookupError("no sequencer on the screen")


def in_sequencer():
    window, area, region = sequencer()
    return bpy.context.temp_override(window=window, area=area, region=region)


def build(folder):
    bpy.ops.wm.save_as_mainfile(filepath=str(folder / "demo.blend"))
    scene = bpy.context.scene
    scene.render.fps, scene.render.fps_base = 24, 1.001
    scene.render.resolution_x, scene.render.resolution_y = 1280, 720
    first = 1
    for name, skip, length in EDIT:
        medium = shutil.copy(DEMO / "media" / f"{name}.mp4", folder)
        strip = edit().new_movie(name, medium, 1, first - skip)
        strip.frame_offset_start, strip.frame_final_duration = skip, length
        strip.channel, strip.select = 1, False
        first += length
    scene.frame_end = first - 1
    shutil.copy(DEMO / "demo.srt", folder)
    scene.deepaudio.subtitles = "//demo.srt"
    scene.deepaudio.engine = "sketch"
    bpy.ops.ed.undo_push(message="built")


def show_panel():
    """Turn the sidebar to our tab, as a click on it does."""
    window, area, _ = sequencer()
    area.spaces.active.show_region_ui = True
    area.spaces.active.timeline_overlay.show_strip_source = False
    for other in window.screen.areas:
        if other.type == "FILE_BROWSER":
            other.type = "OUTLINER"


def click_tab():
    window, area, _ = sequencer()
    sidebar = next(region for region in area.regions if region.type == "UI")
    place = {"x": sidebar.x + sidebar.width - 12, "y": sidebar.y + sidebar.height - 140}
    window.event_simulate(type="MOUSEMOVE", value="NOTHING", **place)
    window.event_simulate(type="LEFTMOUSE", value="PRESS", **place)
    window.event_simulate(type="LEFTMOUSE", value="RELEASE", **place)


def story(folder, picture):
    """What happens, a step at each tick."""
    build(folder)
    yield
    told["before"] = names()
    with in_sequencer():
        bpy.ops.sequencer.view_all()
        told["invoked"] = list(bpy.ops.sequencer.deepaudio_render("INVOKE_DEFAULT", True))
    session = sys.modules["deepaudio_extension.session"]
    while session.running is not None:
        told["status"].append(session.running.status)
        yield
    told["after"] = names()
    if picture:
        yield from portrait(picture)
    with in_sequencer():
        bpy.ops.ed.undo()
    yield
    told["undone"] = names()
    with in_sequencer():
        bpy.ops.sequencer.deepaudio_render("INVOKE_DEFAULT", True)
    yield
    with in_sequencer():
        told["second"] = bpy.ops.sequencer.deepaudio_render.poll()
        bpy.ops.sequencer.deepaudio_stop()
    while session.running is not None:
        yield
    told["stopped"] = names()


def portrait(picture):
    bpy.context.scene.frame_set(FRAME)
    for strip in edit():
        strip.select = False
        if strip.type == "SOUND":
            strip.show_waveform = True
    show_panel()
    yield
    with in_sequencer():
        bpy.ops.sequencer.view_all()
    click_tab()
    for _ in range(10):
        yield
    with bpy.context.temp_override(window=bpy.context.window_manager.windows[0]):
        bpy.ops.screen.screenshot(filepath=str(picture))


def main(folder, picture=None):
    folder = Path(folder)
    bpy.context.preferences.view.show_splash = False
    enable()
    steps = story(folder, picture)

    def tick():
        try:
            next(steps)
        except StopIteration:
            pass
        except Exception:
            told["fault"] = traceback.format_exc()
        else:
            return TICK_S
        (folder / "told.json").write_text(json.dumps(told))
        bpy.ops.wm.quit_blender()
        return None

    bpy.app.timers.register(tick, first_interval=1.0)


main(*sys.argv[sys.argv.index("--") + 1 :])
