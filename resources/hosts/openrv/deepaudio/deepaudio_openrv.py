"""DeepAudio in OpenRV: a menu, a docked panel where there is PySide6, and the bridge.

RV's own OTIO package reads and writes timelines: it is asked by its internal event
`otio-export`, and a written timeline is added as a source (AcademySoftwareFoundation/OpenRV,
src/plugins/rv-packages/otio_reader). Nothing heavy is imported before a command is chosen.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from typing import Any

import deepaudio_outside as outside
from deepaudio_bridge import PlacedTracks, SentTimeline
from deepaudio_menu import MenuCommands
from deepaudio_outside import BridgeError
from rv import commands, extra_commands, rvtypes

HOME = Path(__file__).resolve().parent
_MESSAGE_S = 6.0
_EXPORTABLE = ("RVSequenceGroup", "RVStackGroup", "RVSourceGroup")  # what its exporter takes


class OpenRVHost:
    """The RV around us and what it views.

    RV replaces a timeline that is opened by the nodes it made of it, so `opened` keeps the
    file: it says more than an export of the nodes would.
    """

    name = "openrv"

    def __init__(self) -> None:
        self.opened: Path | None = None

    def send_timeline(self) -> SentTimeline:
        """The timeline that was opened, or an export of the view. Raises BridgeError."""
        if self.opened is not None and self.opened.is_file():
            return SentTimeline(self.opened, self.opened.stem, ())
        view = commands.viewNode()
        if not view or not commands.sources():
            raise BridgeError("nothing is open", "Open an .otio file or a sequence, and try again")
        if commands.nodeType(view) not in _EXPORTABLE:
            raise BridgeError(
                "RV exports no such view as a timeline", "View a sequence, and try again"
            )
        name = commands.getStringProperty(f"{view}.ui.name")[0]
        path = outside.timeline_path(outside.exchange_folder("OpenRV"), name)
        outside.save_with(path, lambda temp: commands.sendInternalEvent("otio-export", str(temp)))
        return SentTimeline(path, name, ("Sound of its own is in no export of RV's.",))

    def playhead(self) -> int:
        """Frames from the first."""
        return int(commands.frame() - commands.frameStart())

    def move_playhead(self, frame: int) -> None:
        """Show another frame."""
        commands.setFrame(commands.frameStart() + frame)

    def receive_tracks(self, written: Path | None = None) -> PlacedTracks:
        """Open a written timeline as a new source beside the others. Raises BridgeError."""
        if written is None:
            sent = self.send_timeline().path
            written = outside.written_for(lambda name: sent.with_name(name + ".otio"), sent.stem)
        written = Path(written)
        opened = self.opened
        commands.addSource(str(written))
        self.opened = opened  # tracks are made for the timeline that they came from
        note = outside.age_note(written)
        return PlacedTracks(written.stem, _our_clips(written), (note,) if note else ())


def _our_clips(written: Path) -> int:
    """How many clips are on our tracks."""
    import json

    try:
        tracks = json.loads(written.read_text(encoding="utf-8"))["tracks"]["children"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BridgeError(f"{written} cannot be read", "Write the tracks again") from error
    ours = [track for track in tracks if str(track.get("name", "")).startswith("DeepAudio")]
    clips = [c for track in ours for c in track.get("children", ())]
    return sum(str(clip.get("OTIO_SCHEMA", "")).startswith("Clip.") for clip in clips)


_modes: list[DeepAudioMode] = []


def mode() -> DeepAudioMode:
    """The mode that RV loads; one for a session."""
    _modes[:] = [DeepAudioMode()]
    return mode_here()


def mode_here() -> DeepAudioMode:
    """The mode that was loaded."""
    return _modes[0]


def panel_possible() -> bool:
    """Whether this RV's Python can show the panel: PySide6, with the VFX platform of 2024."""
    return sys.version_info >= (3, 10) and importlib.util.find_spec("PySide6") is not None


class DeepAudioMode(rvtypes.MinorMode):
    """The menu Tools ▸ DeepAudio."""

    def __init__(self) -> None:
        rvtypes.MinorMode.__init__(self)
        self.host = OpenRVHost()
        self._dock: Any = None
        self._menu_commands = MenuCommands(self.host, HOME, _show_message)
        items = [
            ("Open window with this timeline", self._on_window, None, None),
            ("Bring tracks in", self._on_bring_in, None, None),
        ]
        if panel_possible():
            items.insert(0, ("Panel", self._on_panel, None, None))
        self.init(
            "deepaudio",
            [("incoming-source-path", self._on_source, "Remember the timeline that is opened")],
            None,
            [("Tools", [("DeepAudio", items)])],
        )

    def show_panel(self) -> None:
        """Dock the panel, once; then bring it to the front."""
        if self._dock is None:
            self._dock = _docked(self.host)
        self._dock.show()
        self._dock.raise_()

    def _on_source(self, event: Any) -> None:
        event.reject()  # others read it
        path = event.contents().split(";")[0]
        if path.lower().endswith(".otio"):
            self.host.opened = Path(path)

    def _on_panel(self, _event: Any) -> None:
        try:
            self.show_panel()
        except BridgeError as error:
            _show_message(str(error))

    def _on_window(self, _event: Any) -> None:
        self._menu_commands.open_window()

    def _on_bring_in(self, _event: Any) -> None:
        self._menu_commands.bring_in()


def _docked(host: OpenRVHost) -> Any:
    packages = str(HOME / "packages")
    if packages not in sys.path:
        sys.path.append(packages)
    python = outside.interpreter(HOME)
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QDockWidget

    qtutils = importlib.import_module("rv.qtutils")
    docked = importlib.import_module("deepaudio_ui.shells.docked")
    window = qtutils.sessionWindow()
    dock = QDockWidget("DeepAudio", window)
    dock.setObjectName("DeepAudioDock")
    dock.setWidget(docked.DockedPanel(host, python))
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    return dock


def _show_message(message: str) -> None:
    extra_commands.displayFeedback(message, _MESSAGE_S)
    print(outside.readable(f"DeepAudio: {message}"))
