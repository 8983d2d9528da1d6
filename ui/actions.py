"""Every command of the interface: its name, icon and shortcut, in one list."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from .theme.icons import icon

_CONTEXT = "Actions"


@dataclass(frozen=True)
class Command:
    """One command. `keys` are shortcuts, the first is shown; `group` heads it in the sheet."""

    name: str
    group: str
    text: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    checkable: bool = False


def _command(
    name: str, group: str, text: str, *keys: str, icon: str = "", checkable: bool = False
) -> Command:
    return Command(name, group, text, keys, icon, checkable)


_T = QT_TRANSLATE_NOOP
FILE = _T("Actions", "File")
EDIT = _T("Actions", "Edit")
PLAY = _T("Actions", "Play")
GENERATE = _T("Actions", "Generate")
TAKES = _T("Actions", "Takes")
VIEW = _T("Actions", "View")
HELP = _T("Actions", "Help")

COMMANDS: tuple[Command, ...] = (
    _command("open", FILE, _T("Actions", "Open timeline…"), "Ctrl+O", icon="open"),
    _command("add_subtitles", FILE, _T("Actions", "Add subtitles…"), "Ctrl+Shift+O", icon="cue"),
    _command("write", FILE, _T("Actions", "Write tracks…"), "Ctrl+S", icon="write"),
    _command("undo_write", FILE, _T("Actions", "Undo last write")),
    _command("reveal", FILE, _T("Actions", "Show written files"), "Ctrl+Shift+R", icon="folder"),
    _command("close", FILE, _T("Actions", "Close timeline"), "Ctrl+W"),
    _command("quit", FILE, _T("Actions", "Quit"), "Ctrl+Q"),
    _command("undo", EDIT, _T("Actions", "Undo"), "Ctrl+Z", icon="undo"),
    _command("redo", EDIT, _T("Actions", "Redo"), "Ctrl+Shift+Z", icon="redo"),
    _command("select_all", EDIT, _T("Actions", "Select all"), "Ctrl+A"),
    _command("find", EDIT, _T("Actions", "Find in lines"), "Ctrl+F", icon="find"),
    _command("edit_line", EDIT, _T("Actions", "Edit line or prompt"), "F2"),
    _command("play", PLAY, _T("Actions", "Play or pause"), "Space", icon="play"),
    _command("play_take", PLAY, _T("Actions", "Play take alone"), "T", icon="solo"),
    _command("play_back", PLAY, _T("Actions", "Play backwards, or slower"), "J"),
    _command("stop", PLAY, _T("Actions", "Stop"), "K"),
    _command("play_on", PLAY, _T("Actions", "Play forwards, or faster"), "L"),
    _command("mark_in", PLAY, _T("Actions", "Mark in"), "I"),
    _command("mark_out", PLAY, _T("Actions", "Mark out"), "O"),
    _command("clear_marks", PLAY, _T("Actions", "Clear marks"), "Alt+X"),
    _command("frame_back", PLAY, _T("Actions", "One frame back"), "Left"),
    _command("frame_on", PLAY, _T("Actions", "One frame on"), "Right"),
    _command("previous", PLAY, _T("Actions", "Previous line or shot"), "Up"),
    _command("next", PLAY, _T("Actions", "Next line or shot"), "Down"),
    _command("to_start", PLAY, _T("Actions", "To the beginning"), "Home"),
    _command("to_end", PLAY, _T("Actions", "To the end"), "End"),
    _command("original", PLAY, _T("Actions", "Hear the original"), "B", checkable=True),
    _command(
        "generate", GENERATE, _T("Actions", "Generate selection"), "Ctrl+Return", icon="generate"
    ),
    _command("generate_changed", GENERATE, _T("Actions", "Generate what changed"), "Ctrl+G"),
    _command("generate_all", GENERATE, _T("Actions", "Generate all"), "Ctrl+Shift+Return"),
    _command("retry", GENERATE, _T("Actions", "Retry what failed"), "Ctrl+R", icon="retry"),
    _command("pause", GENERATE, _T("Actions", "Pause the queue"), icon="pause", checkable=True),
    _command("cancel", GENERATE, _T("Actions", "Cancel selection"), icon="stop"),
    _command("cancel_all", GENERATE, _T("Actions", "Cancel all"), "Ctrl+."),
    _command("another_take", TAKES, _T("Actions", "Another take"), "N", icon="take"),
    _command("choose_take", TAKES, _T("Actions", "Choose this take"), "Return", icon="choose"),
    *(
        _command(f"rate_{stars}", TAKES, text, str(stars))
        for stars, text in enumerate(
            (
                _T("Actions", "No rating"),
                _T("Actions", "Rate 1 star"),
                _T("Actions", "Rate 2 stars"),
                _T("Actions", "Rate 3 stars"),
                _T("Actions", "Rate 4 stars"),
                _T("Actions", "Rate 5 stars"),
            )
        )
    ),
    _command("zoom_in", VIEW, _T("Actions", "Zoom in"), "+", "=", icon="zoom-in"),
    _command("zoom_out", VIEW, _T("Actions", "Zoom out"), "-", icon="zoom-out"),
    _command("zoom_fit", VIEW, _T("Actions", "Show everything"), "Shift+Z", icon="zoom-fit"),
    _command("zoom_selection", VIEW, _T("Actions", "Show selection"), "Z"),
    _command("real_model", HELP, _T("Actions", "Get the real model…"), icon="download"),
    _command("shortcuts", HELP, _T("Actions", "Keyboard shortcuts"), "F1", "?", icon="keyboard"),
    _command("about", HELP, _T("Actions", "About DeepAudio")),
)


class Actions(QObject):
    """A QAction for each command: `actions["play"]`.

    Put on a widget with `install`, their shortcuts work wherever the focus is inside it;
    text fields keep the keys that they need.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actions: dict[str, QAction] = {}
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
        """Texts, tooltips and icons anew, as after a change of language or palette."""
        for command in COMMANDS:
            action = self._actions[command.name]
            text = QCoreApplication.translate(_CONTEXT, command.text)
            action.setText(text)
            key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            plain = text.rstrip("…")
            action.setToolTip(f"{plain} ({key})" if key else plain)
            if command.icon:
                action.setIcon(icon(command.icon))

    def install(self, widget: QWidget) -> None:
        """Make every shortcut work inside `widget`."""
        widget.addActions(list(self._actions.values()))
