"""The commands of the interface in one list, each with name, icon and shortcuts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from .theme.icons import icon
from .theme.plain_text import plain

_CONTEXT = "Actions"


@dataclass(frozen=True)
class Command:
    """One command. The first of `keys` is shown; `group` is its heading in the shortcut sheet."""

    name: str
    group: str
    text: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    checkable: bool = False
    local: bool = False  # works only in the timeline and the viewer: lists use these keys;
    # those of lines work in their table too


def _command(
    name: str,
    group: object,
    text: object,
    *keys: str,
    icon: str = "",
    checkable: bool = False,
    local: bool = False,
) -> Command:
    # QT_TRANSLATE_NOOP returns its text, which its stub does not say
    return Command(name, str(group), str(text), keys, icon, checkable, local)


FILE = QT_TRANSLATE_NOOP("Actions", "File")
EDIT = QT_TRANSLATE_NOOP("Actions", "Edit")
LINES = QT_TRANSLATE_NOOP("Actions", "Lines")
PLAY = QT_TRANSLATE_NOOP("Actions", "Play")
GENERATE = QT_TRANSLATE_NOOP("Actions", "Generate")
TAKES = QT_TRANSLATE_NOOP("Actions", "Takes")
VIEW = QT_TRANSLATE_NOOP("Actions", "View")
HELP = QT_TRANSLATE_NOOP("Actions", "Help")


def _nudges() -> Iterator[Command]:
    """Moving lines, their beginnings and ends by a frame, with Shift by ten."""
    moves = {
        "line_earlier": (QT_TRANSLATE_NOOP("Actions", "Line one frame earlier"), "Alt+Left"),
        "line_later": (QT_TRANSLATE_NOOP("Actions", "Line one frame later"), "Alt+Right"),
        "in_earlier": (QT_TRANSLATE_NOOP("Actions", "In one frame earlier"), "Ctrl+Left"),
        "in_later": (QT_TRANSLATE_NOOP("Actions", "In one frame later"), "Ctrl+Right"),
        "out_earlier": (QT_TRANSLATE_NOOP("Actions", "Out one frame earlier"), "Alt+Down"),
        "out_later": (QT_TRANSLATE_NOOP("Actions", "Out one frame later"), "Alt+Up"),
    }
    tens = {
        "line_earlier": QT_TRANSLATE_NOOP("Actions", "Line ten frames earlier"),
        "line_later": QT_TRANSLATE_NOOP("Actions", "Line ten frames later"),
        "in_earlier": QT_TRANSLATE_NOOP("Actions", "In ten frames earlier"),
        "in_later": QT_TRANSLATE_NOOP("Actions", "In ten frames later"),
        "out_earlier": QT_TRANSLATE_NOOP("Actions", "Out ten frames earlier"),
        "out_later": QT_TRANSLATE_NOOP("Actions", "Out ten frames later"),
    }
    for name, (text, key) in moves.items():
        yield _command(name, LINES, text, key, local=True)
        held, _, arrow = key.partition("+")
        yield _command(f"{name}_10", LINES, tens[name], f"{held}+Shift+{arrow}", local=True)


COMMANDS: tuple[Command, ...] = (
    _command("open", FILE, QT_TRANSLATE_NOOP("Actions", "Open timeline…"), "Ctrl+O", icon="open"),
    _command(
        "add_subtitles",
        FILE,
        QT_TRANSLATE_NOOP("Actions", "Add subtitles…"),
        "Ctrl+Shift+O",
        icon="cue",
    ),
    _command(
        "export_subtitles",
        FILE,
        QT_TRANSLATE_NOOP("Actions", "Export corrected subtitles…"),
        "Ctrl+E",
    ),
    _command("report", FILE, QT_TRANSLATE_NOOP("Actions", "Write report…")),
    _command("write", FILE, QT_TRANSLATE_NOOP("Actions", "Write tracks…"), "Ctrl+S", icon="write"),
    _command("undo_write", FILE, QT_TRANSLATE_NOOP("Actions", "Undo last write")),
    _command(
        "reveal",
        FILE,
        QT_TRANSLATE_NOOP("Actions", "Show written files"),
        "Ctrl+Shift+R",
        icon="folder",
    ),
    _command("close", FILE, QT_TRANSLATE_NOOP("Actions", "Close timeline"), "Ctrl+W"),
    _command("quit", FILE, QT_TRANSLATE_NOOP("Actions", "Quit"), "Ctrl+Q"),
    _command("undo", EDIT, QT_TRANSLATE_NOOP("Actions", "Undo"), "Ctrl+Z", icon="undo"),
    _command("redo", EDIT, QT_TRANSLATE_NOOP("Actions", "Redo"), "Ctrl+Shift+Z", icon="redo"),
    _command("select_all", EDIT, QT_TRANSLATE_NOOP("Actions", "Select all"), "Ctrl+A"),
    _command("find", EDIT, QT_TRANSLATE_NOOP("Actions", "Find in lines"), "Ctrl+F", icon="find"),
    _command("replace", EDIT, QT_TRANSLATE_NOOP("Actions", "Replace in lines…"), "Ctrl+H"),
    _command("edit_line", EDIT, QT_TRANSLATE_NOOP("Actions", "Edit line or prompt"), "F2"),
    _command("set_line_in", LINES, QT_TRANSLATE_NOOP("Actions", "In to playhead"), "Alt+I", "["),
    _command("set_line_out", LINES, QT_TRANSLATE_NOOP("Actions", "Out to playhead"), "Alt+O", "]"),
    *_nudges(),
    _command(
        "split_line", LINES, QT_TRANSLATE_NOOP("Actions", "Split at playhead or caret"), "Ctrl+K"
    ),
    _command("merge_lines", LINES, QT_TRANSLATE_NOOP("Actions", "Join with next"), "Ctrl+J"),
    _command("add_line", LINES, QT_TRANSLATE_NOOP("Actions", "Add line at playhead"), "Ctrl+L"),
    _command("duplicate_lines", LINES, QT_TRANSLATE_NOOP("Actions", "Duplicate lines"), "Ctrl+D"),
    _command("pronunciations", LINES, QT_TRANSLATE_NOOP("Actions", "Pronunciation…")),
    _command(
        "spelling", LINES, QT_TRANSLATE_NOOP("Actions", "Underline misspelt words"), checkable=True
    ),
    _command(
        "delete_lines", LINES, QT_TRANSLATE_NOOP("Actions", "Delete lines"), "Del", local=True
    ),
    _command("play", PLAY, QT_TRANSLATE_NOOP("Actions", "Play or pause"), "Space", icon="play"),
    _command("play_take", PLAY, QT_TRANSLATE_NOOP("Actions", "Play take alone"), "T", icon="solo"),
    _command("play_selection", PLAY, QT_TRANSLATE_NOOP("Actions", "Play selection"), "Shift+Space"),
    _command(
        "play_through",
        PLAY,
        QT_TRANSLATE_NOOP("Actions", "Go on to the next when it has played"),
        "Shift+N",
        icon="play-through",
        checkable=True,
    ),
    _command(
        "play_around", PLAY, QT_TRANSLATE_NOOP("Actions", "Play around the playhead"), "Shift+K"
    ),
    _command(
        "play_marks", PLAY, QT_TRANSLATE_NOOP("Actions", "Play from in to out"), "Ctrl+Shift+Space"
    ),
    _command(
        "loop",
        PLAY,
        QT_TRANSLATE_NOOP("Actions", "Loop what is played"),
        "Ctrl+Shift+L",
        icon="loop",
        checkable=True,
    ),
    _command(
        "play_back",
        PLAY,
        QT_TRANSLATE_NOOP("Actions", "Play backwards, or faster backwards"),
        "J",
    ),
    _command("stop", PLAY, QT_TRANSLATE_NOOP("Actions", "Stop"), "K"),
    _command("play_on", PLAY, QT_TRANSLATE_NOOP("Actions", "Play forwards, or faster"), "L"),
    _command(
        "scrub",
        PLAY,
        QT_TRANSLATE_NOOP("Actions", "Hear while the playhead is moved"),
        "Shift+S",
        checkable=True,
    ),
    _command("mark_in", PLAY, QT_TRANSLATE_NOOP("Actions", "Mark in"), "I"),
    _command("mark_out", PLAY, QT_TRANSLATE_NOOP("Actions", "Mark out"), "O"),
    _command("clear_marks", PLAY, QT_TRANSLATE_NOOP("Actions", "Clear marks"), "Alt+X"),
    _command(
        "frame_back",
        PLAY,
        QT_TRANSLATE_NOOP("Actions", "One frame back"),
        "Left",
        icon="frame-back",
        local=True,
    ),
    _command(
        "frame_on",
        PLAY,
        QT_TRANSLATE_NOOP("Actions", "One frame on"),
        "Right",
        icon="frame-on",
        local=True,
    ),
    _command(
        "previous", PLAY, QT_TRANSLATE_NOOP("Actions", "Previous line or shot"), "Up", local=True
    ),
    _command("next", PLAY, QT_TRANSLATE_NOOP("Actions", "Next line or shot"), "Down", local=True),
    _command(
        "previous_marker", PLAY, QT_TRANSLATE_NOOP("Actions", "Previous marker"), "Ctrl+Shift+M"
    ),
    _command("next_marker", PLAY, QT_TRANSLATE_NOOP("Actions", "Next marker"), "Shift+M"),
    _command(
        "to_start", PLAY, QT_TRANSLATE_NOOP("Actions", "To the beginning"), "Home", local=True
    ),
    _command("to_end", PLAY, QT_TRANSLATE_NOOP("Actions", "To the end"), "End", local=True),
    _command(
        "original",
        PLAY,
        QT_TRANSLATE_NOOP("Actions", "Hear the original"),
        "B",
        icon="compare",
        checkable=True,
    ),
    _command(
        "generate",
        GENERATE,
        QT_TRANSLATE_NOOP("Actions", "Generate selection"),
        "Ctrl+Return",
        icon="generate",
    ),
    _command(
        "generate_changed",
        GENERATE,
        QT_TRANSLATE_NOOP("Actions", "Generate what changed"),
        "Ctrl+G",
    ),
    _command(
        "generate_all", GENERATE, QT_TRANSLATE_NOOP("Actions", "Generate all"), "Ctrl+Shift+Return"
    ),
    _command(
        "retry", GENERATE, QT_TRANSLATE_NOOP("Actions", "Retry what failed"), "Ctrl+R", icon="retry"
    ),
    _command(
        "pause",
        GENERATE,
        QT_TRANSLATE_NOOP("Actions", "Pause the queue"),
        icon="pause",
        checkable=True,
    ),
    _command("cancel", GENERATE, QT_TRANSLATE_NOOP("Actions", "Cancel selection"), icon="stop"),
    _command(
        "cancel_all",
        GENERATE,
        QT_TRANSLATE_NOOP("Actions", "Cancel all"),
        "Ctrl+.",
        icon="close",
    ),
    _command("another_take", TAKES, QT_TRANSLATE_NOOP("Actions", "Another take"), "N", icon="take"),
    _command(
        "choose_take",
        TAKES,
        QT_TRANSLATE_NOOP("Actions", "Choose this take"),
        "C",
        icon="choose",
    ),
    _command(
        "import_take",
        TAKES,
        QT_TRANSLATE_NOOP("Actions", "Import a recording as a take…"),
        "Ctrl+I",
        icon="open",
    ),
    _command("reveal_take", TAKES, QT_TRANSLATE_NOOP("Actions", "Show the take's file")),
    _command(
        "copy_take_path",
        TAKES,
        QT_TRANSLATE_NOOP("Actions", "Copy the path of the take"),
        "Ctrl+Shift+C",
    ),
    *(
        _command(f"rate_{stars}", TAKES, text, str(stars))
        for stars, text in enumerate(
            (
                QT_TRANSLATE_NOOP("Actions", "No rating"),
                QT_TRANSLATE_NOOP("Actions", "Rate 1 star"),
                QT_TRANSLATE_NOOP("Actions", "Rate 2 stars"),
                QT_TRANSLATE_NOOP("Actions", "Rate 3 stars"),
                QT_TRANSLATE_NOOP("Actions", "Rate 4 stars"),
                QT_TRANSLATE_NOOP("Actions", "Rate 5 stars"),
            )
        )
    ),
    _command("zoom_in", VIEW, QT_TRANSLATE_NOOP("Actions", "Zoom in"), "+", "=", icon="zoom-in"),
    _command("zoom_out", VIEW, QT_TRANSLATE_NOOP("Actions", "Zoom out"), "-", icon="zoom-out"),
    _command(
        "zoom_fit",
        VIEW,
        QT_TRANSLATE_NOOP("Actions", "Show everything"),
        "Shift+Z",
        icon="zoom-fit",
    ),
    _command("zoom_selection", VIEW, QT_TRANSLATE_NOOP("Actions", "Show selection"), "Z"),
    _command("markers", VIEW, QT_TRANSLATE_NOOP("Actions", "Markers…")),
    _command("waves_larger", VIEW, QT_TRANSLATE_NOOP("Actions", "Taller waveforms"), "Ctrl+Up"),
    _command("waves_smaller", VIEW, QT_TRANSLATE_NOOP("Actions", "Lower waveforms"), "Ctrl+Down"),
    _command(
        "real_model", HELP, QT_TRANSLATE_NOOP("Actions", "Get the real model…"), icon="download"
    ),
    _command(
        "shortcuts",
        HELP,
        QT_TRANSLATE_NOOP("Actions", "Keyboard shortcuts"),
        "F1",
        "?",
        icon="keyboard",
    ),
    _command("about", HELP, QT_TRANSLATE_NOOP("Actions", "About DeepAudio")),
)

LINE_ACTIONS = tuple(command.name for command in COMMANDS if command.group == LINES)
"""What changes lines."""

ACTIONS_ON_LINES = (
    *(command.name for command in COMMANDS if command.group in (LINES, GENERATE, TAKES)),
    "write",
    "export_subtitles",
)
"""What uses the words of lines, so that those being typed have to count."""

LOCAL_LINE_ACTIONS = tuple(c.name for c in COMMANDS if c.group == LINES and c.local)
"""Of these what has keys that other lists and fields use too."""
_TEXTS = {command.name: command.text for command in COMMANDS}


class Actions(QObject):
    """A QAction for each command: `actions["play"]`.

    After `install` the shortcuts work wherever the focus is inside that widget. Text fields
    keep the keys that they need.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actions: dict[str, QAction] = {}
        self._icons: dict[str, str] = {}  # those that differ now from a command's own
        for command in COMMANDS:
            action = QAction(self)
            action.setObjectName(command.name)
            action.setShortcuts([QKeySequence(key) for key in command.keys])
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.setCheckable(command.checkable)
            self._actions[command.name] = action
        self.retranslate()

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def retranslate(self) -> None:
        """Set texts, tooltips and icons again, after a change of language or palette."""
        for command in COMMANDS:
            self.name_again(command.name)
            if command.icon:
                shown = icon(self._icons.get(command.name, command.icon))
                self._actions[command.name].setIcon(shown)

    def title(self, name: str) -> str:
        """The text of a command by itself, whatever it says now of what it would do."""
        return QCoreApplication.translate(_CONTEXT, _TEXTS[name])

    def name_again(self, name: str) -> None:
        """Give a command its own text and tooltip, where it said more."""
        action, text = self._actions[name], self.title(name)
        action.setText(text)
        key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        name = text.rstrip("…")
        action.setToolTip(plain(f"{name} ({key})" if key else name))

    def show_icon(self, name: str, other: str) -> None:
        """Show another icon for a command, as while it plays; "" for its own."""
        if other:
            self._icons[name] = other
        else:
            self._icons.pop(name, None)
        own = next(command.icon for command in COMMANDS if command.name == name)
        self._actions[name].setIcon(icon(other or own))

    def use_keys(self, keys: Mapping[str, tuple[str, ...]]) -> None:
        """Set the shortcuts of commands; those not named stay as they are."""
        for name, sequences in keys.items():
            self._actions[name].setShortcuts([QKeySequence(key) for key in sequences])
        self.retranslate()

    def install(self, widget: QWidget, *, local: bool = False) -> None:
        """Make the shortcuts work inside `widget`: all but the local ones, or only these."""
        widget.addActions(
            [self._actions[command.name] for command in COMMANDS if command.local == local]
        )
