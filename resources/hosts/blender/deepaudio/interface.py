"""What one sees in Blender: operators, the panel of the Video Sequencer, the menu.

Annotations here are values that Blender reads, so they are not postponed. Everything that an
operator does is in other modules, which are imported when it is first used.
"""

import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import BoolProperty, IntProperty, PointerProperty, StringProperty

if TYPE_CHECKING:
    from .outside import RenderOutcome, RenderProcess

_TICK_S = 0.2


def _engines(typed: str) -> list[tuple[str, str]]:
    """Engines to choose from: those that DeepAudio has, and what they are."""
    from . import engines

    return engines.suggested(typed)


class Settings(bpy.types.PropertyGroup):
    """What is asked of a render, kept with the scene."""

    subtitles: StringProperty(
        name="Subtitles",
        description="The lines to speak: SRT, VTT, ASS or TTML",
        subtype="FILE_PATH",
    )
    speak_text: BoolProperty(
        name="Speak text strips",
        description="Take text strips for subtitles: their text is spoken",
    )
    engine: StringProperty(
        name="Engine",
        description="What generates speech and sound; “auto” is the best that is ready",
        default="auto",
        search=lambda _settings, _context, typed: _engines(typed),
        search_options={"SUGGESTION"},
    )
    takes: IntProperty(name="Takes", description="Renderings of each job", default=1, min=1, max=99)


class _Operator(bpy.types.Operator):
    """Base: reports what cannot be done instead of raising."""

    def do(self, context: bpy.types.Context) -> set[str]:
        """What the operator does. Raises ExtensionError."""
        raise NotImplementedError

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return context.scene is not None

    def execute(self, context: bpy.types.Context) -> set[str]:
        from .errors import ExtensionError

        try:
            return self.do(context)
        except ExtensionError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}

    def tell_notes(self, notes: Iterable[str]) -> None:
        for note in notes:
            self.report({"WARNING"}, note)


class OpenWindow(_Operator):
    """Send the edit to the DeepAudio window"""

    bl_idname = "sequencer.deepaudio_open"
    bl_label = "Open DeepAudio"

    def do(self, context: bpy.types.Context) -> set[str]:
        from . import session

        self.tell_notes(session.window(session.scene_of(context)))
        self.report({"INFO"}, "The window opens; when it has rendered, bring the tracks in")
        return {"FINISHED"}


class Send(_Operator):
    """Save the edit as an OpenTimelineIO file beside the .blend"""

    bl_idname = "sequencer.deepaudio_send"
    bl_label = "Save Timeline"

    def do(self, context: bpy.types.Context) -> set[str]:
        from . import session

        path, notes = session.send(session.scene_of(context))
        self.tell_notes(notes)
        self.report({"INFO"}, f"Saved {path}")
        return {"FINISHED"}


class Receive(_Operator):
    """Bring rendered tracks in as sound strips; earlier ones of DeepAudio give way"""

    bl_idname = "sequencer.deepaudio_receive"
    bl_label = "Bring Tracks In"
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    filepath: StringProperty(
        name="Timeline",
        description="A written timeline; empty: the last one of this scene",
        subtype="FILE_PATH",
        options={"SKIP_SAVE"},
    )
    scene_name: StringProperty(options={"SKIP_SAVE", "HIDDEN"})

    def do(self, context: bpy.types.Context) -> set[str]:
        from . import session

        scene = bpy.data.scenes.get(self.scene_name) or session.scene_of(context)
        written = Path(bpy.path.abspath(self.filepath)) if self.filepath else None
        placed = session.receive(scene, written or session.written_path(scene))
        self.report({"INFO"}, f"DeepAudio: {session.summary(placed)}")
        return {"FINISHED"}


class RenderTracks(_Operator):
    """Render speech and sound for the edit, and bring them in as sound strips"""

    bl_idname = "sequencer.deepaudio_render"
    bl_label = "Render and Bring In"

    _render: "RenderProcess | None" = None
    _timer: "bpy.types.Timer | None" = None
    _scene = ""

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        from . import session

        if session.running is not None:
            cls.poll_message_set("A render is under way")
            return False
        return context.scene is not None

    def do(self, context: bpy.types.Context) -> set[str]:
        """Without a screen, or called from a script: wait for it."""
        from . import outside, session

        scene = session.scene_of(context)
        render, notes = session.start_render(scene)
        self.tell_notes(notes)
        status, outcome = "", None
        try:
            while outcome is None:
                outcome = render.poll(timeout_s=_TICK_S)
                if render.status != status:
                    status = render.status
                    print(f"DeepAudio: {outside.readable(status)}", flush=True)
        except KeyboardInterrupt:
            render.cancel()
            raise
        finally:
            session.ended()
        return self.finish(scene, outcome)

    def invoke(self, context: bpy.types.Context, _event: bpy.types.Event) -> set[str]:
        """From a button: go on in the background."""
        from . import session
        from .errors import ExtensionError

        scene = session.scene_of(context)
        try:
            self._render, notes = session.start_render(scene)
        except ExtensionError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        self.tell_notes(notes)
        self._scene = scene.name
        self._timer = context.window_manager.event_timer_add(_TICK_S, window=context.window)
        context.window_manager.progress_begin(0, 100)
        context.window_manager.modal_handler_add(self)
        return {"RUNNING_MODAL"}

    def modal(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        if event.type != "TIMER":
            return {"PASS_THROUGH"}
        assert self._render is not None, "invoke starts it"
        outcome = self._render.poll()
        if outcome is None:
            self.show(context, f"DeepAudio: {self._render.status}")
            context.window_manager.progress_update(round(100 * self._render.fraction))
            return {"PASS_THROUGH"}
        self.leave(context)
        scene = bpy.data.scenes.get(self._scene)
        if scene is None:
            self.report({"ERROR"}, f"the scene “{self._scene}” is gone; its sounds are on the disk")
            return {"CANCELLED"}
        return self.finish(scene, outcome)

    def cancel(self, context: bpy.types.Context) -> None:
        """Blender loads another file or closes."""
        if self._render is not None:
            self._render.kill()
        self.leave(context)

    def leave(self, context: bpy.types.Context) -> None:
        """Take everything off the screen again."""
        from . import session

        session.ended()
        context.window_manager.progress_end()
        context.window_manager.event_timer_remove(self._timer)
        self.show(context, None)

    def show(self, context: bpy.types.Context, text: "str | None") -> None:
        """A line in the status bar; the panel is drawn again."""
        if context.workspace is not None:
            context.workspace.status_text_set(text)
        for area in context.screen.areas if context.screen else ():
            if area.type == "SEQUENCE_EDITOR":
                area.tag_redraw()

    def finish(self, scene: bpy.types.Scene, outcome: "RenderOutcome") -> set[str]:
        """Bring the tracks in, and say what failed."""
        for failure in outcome.failures:
            self.report({"WARNING"}, failure)
        if outcome.cancelled:
            self.report({"INFO"}, "DeepAudio: stopped; finished takes are kept")
            return {"CANCELLED"}
        if outcome.error is not None:
            self.report({"ERROR"}, str(outcome.error))
            return {"CANCELLED"}
        received: set[str] = bpy.ops.sequencer.deepaudio_receive(
            "EXEC_DEFAULT", True, filepath=str(outcome.output), scene_name=scene.name
        )
        return received


class StopRender(_Operator):
    """Stop the render; what is finished is kept and needs no second render"""

    bl_idname = "sequencer.deepaudio_stop"
    bl_label = "Stop"

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        from . import session

        return session.running is not None

    def do(self, context: bpy.types.Context) -> set[str]:
        from . import session

        if session.running is not None:
            session.running.cancel()
        return {"FINISHED"}


class SequencerPanel(bpy.types.Panel):
    """The tab in the Video Sequencer's sidebar."""

    bl_idname = "SEQUENCER_PT_deepaudio"
    bl_label = "DeepAudio"
    bl_space_type = "SEQUENCE_EDITOR"
    bl_region_type = "UI"
    bl_category = "DeepAudio"

    def draw(self, context: bpy.types.Context) -> None:
        from . import session

        scene = session.scene_of(context)
        layout = self.layout
        chosen = scene.deepaudio
        layout.prop(chosen, "subtitles")
        layout.prop(chosen, "speak_text")
        layout.prop(chosen, "engine")
        layout.prop(chosen, "takes")
        if session.running is None:
            layout.operator(RenderTracks.bl_idname, icon="PLAY")
        else:
            layout.label(text=session.running.status)
            layout.operator(StopRender.bl_idname, icon="X")
        layout.operator(OpenWindow.bl_idname, icon="WINDOW")
        row = layout.row()
        row.operator_context = "EXEC_DEFAULT"
        row.operator(Receive.bl_idname, icon="IMPORT")
        if bpy.data.filepath:
            layout.label(text=_last_render(session.written_path(scene)))
        else:
            layout.label(text="Save the .blend first", icon="ERROR")


def _last_render(written: Path) -> str:
    """When the last render of the scene was, in words."""
    try:
        changed = time.localtime(written.stat().st_mtime)
    except OSError:
        return "Not rendered yet"
    return time.strftime("Rendered %Y-%m-%d %H:%M", changed)


class Menu(bpy.types.Menu):
    """The menu in the Video Sequencer's header."""

    bl_idname = "SEQUENCER_MT_deepaudio"
    bl_label = "DeepAudio"

    def draw(self, _context: bpy.types.Context) -> None:
        layout = self.layout
        layout.operator_context = "INVOKE_DEFAULT"
        layout.operator(RenderTracks.bl_idname)
        layout.operator(StopRender.bl_idname)
        layout.separator()
        layout.operator(OpenWindow.bl_idname)
        layout.operator(Send.bl_idname)
        layout.operator(Receive.bl_idname)


_CLASSES = (Settings, OpenWindow, Send, Receive, RenderTracks, StopRender, SequencerPanel, Menu)


def _draw_menu(self: Any, context: bpy.types.Context) -> None:
    if context.space_data is None or context.space_data.view_type != "PREVIEW":
        self.layout.menu(Menu.bl_idname)


def register() -> None:
    """Everything that Blender must know of."""
    for cls in _CLASSES:
        bpy.utils.register_class(cls)
    bpy.types.Scene.deepaudio = PointerProperty(type=Settings)
    bpy.types.SEQUENCER_MT_editor_menus.append(_draw_menu)


def unregister() -> None:
    """And forget again; a render under way ends."""
    from . import session

    if session.running is not None:
        session.running.kill()
        session.ended()
    bpy.types.SEQUENCER_MT_editor_menus.remove(_draw_menu)
    del bpy.types.Scene.deepaudio
    for cls in reversed(_CLASSES):
        bpy.utils.unregister_class(cls)
