"""The desktop window around the panel: menus, recent files, saved geometry."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMainWindow, QMenu

from ..actions import LINE_ACTIONS
from ..link import ClientFactory
from ..opening import SUBTITLES
from ..panels.reveal import reveal
from ..state.preferences import Preferences
from ..theme.appearance import APPEARANCE, APPEARANCES, appearance_of, apply_appearance
from ..theme.plain_text import plain, visible
from ..translation import LANGUAGE, install_translation, languages, name_of
from .panel import Panel

_MENUS: dict[str, tuple[str, ...]] = {
    "File": (
        "open", "recent", "", "add_subtitles", "export_subtitles", "", "write", "undo_write",
        "report", "reveal", "", "close", "quit",
    ),
    "Edit": ("undo", "redo", "", "select_all", "find", "replace", "edit_line"),
    "Lines": (
        "add_line", "split_line", "merge_lines", "duplicate_lines", "delete_lines", "",
        "set_line_in", "set_line_out", "",
        *(name for name in LINE_ACTIONS if "earlier" in name or "later" in name), "",
        "pronunciations",
        "spelling",
    ),
    "Play": (
        "play", "play_selection", "play_through", "play_around", "play_marks", "play_take", "",
        "loop", "scrub", "original", "", "play_back", "stop", "play_on", "", "mark_in",
        "mark_out", "clear_marks", "", "previous", "next", "previous_marker", "next_marker",
        "to_start", "to_end",
    ),
    "Generate": (
        "generate", "generate_changed", "generate_all", "retry", "", "pause", "cancel",
        "cancel_all",
    ),
    "Takes": (
        "another_take", "choose_take", "import_take", "",
        *(f"rate_{stars}" for stars in range(6)), "", "reveal_take", "copy_take_path",
    ),
    "View": (
        "zoom_in", "zoom_out", "zoom_fit", "zoom_selection", "", "waves_larger", "waves_smaller",
        "", "markers", "", "appearance", "language",
    ),
    "Help": ("real_model", "shortcuts", "", "about"),
}  # fmt: skip


class MainWindow(QMainWindow):
    """The panel as a desktop program."""

    def __init__(
        self, factory: ClientFactory | None = None, preferences: Preferences | None = None
    ) -> None:
        super().__init__()
        self.panel = Panel(factory, preferences, self)
        self._preferences = self.panel.context.preferences
        self.setCentralWidget(self.panel)
        self._recent = QMenu(self)
        self._languages = QMenu(self)
        self._appearances = QMenu(self)
        self._menus: dict[str, QMenu] = {}
        self._language_actions = QActionGroup(self)
        self._appearance_actions = QActionGroup(self)
        self._build_menus()
        self._retranslate()
        self._connect()
        self._restore()
        self._update_title()

    def _build_menus(self) -> None:
        for key, names in _MENUS.items():
            menu = self._menus[key] = self.menuBar().addMenu(key)
            for name in names:
                if not name:
                    menu.addSeparator()
                elif name == "recent":
                    menu.addMenu(self._recent)
                elif name == "language":
                    menu.addMenu(self._languages)
                elif name == "appearance":
                    menu.addMenu(self._appearances)
                else:
                    menu.addAction(self.panel.context.actions[name])
        for code in ("", *languages()):
            action = QAction(name_of(code) if code else "", self._language_actions)
            action.setCheckable(True)
            action.setData(code)
            self._languages.addAction(action)
        self._language_actions.triggered.connect(self._on_language)
        for chosen in APPEARANCES:
            action = QAction(self._appearance_actions)
            action.setCheckable(True)
            action.setData(chosen)
            self._appearances.addAction(action)
        self._appearance_actions.triggered.connect(self._on_appearance)

    def _retranslate(self) -> None:
        titles = {
            "File": self.tr("&File"),
            "Edit": self.tr("&Edit"),
            "Lines": self.tr("&Lines"),
            "Play": self.tr("&Play"),
            "Generate": self.tr("&Generate"),
            "Takes": self.tr("&Takes"),
            "View": self.tr("&View"),
            "Help": self.tr("&Help"),
        }
        for key, title in titles.items():
            self._menus[key].setTitle(title)
        self._recent.setTitle(self.tr("Open recent"))
        self._languages.setTitle(self.tr("Language"))
        chosen = str(self._preferences.get(LANGUAGE, "") or "")
        for action in self._language_actions.actions():
            if not action.data():
                action.setText(self.tr("System language"))
            action.setChecked(action.data() == chosen)
        names = {"": self.tr("As the desktop"), "light": self.tr("Light"), "dark": self.tr("Dark")}
        self._appearances.setTitle(self.tr("Appearance"))
        shown = appearance_of(self._preferences.get(APPEARANCE, ""))
        for action in self._appearance_actions.actions():
            action.setText(names[action.data()])
            action.setChecked(action.data() == shown)
        self._update_recent()

    def _connect(self) -> None:
        actions, state = self.panel.context.actions, self.panel.context.state
        actions["open"].triggered.connect(self._on_open)
        actions["add_subtitles"].triggered.connect(self._on_add_subtitles)
        actions["export_subtitles"].triggered.connect(self._on_export_subtitles)
        actions["quit"].triggered.connect(self.close)
        actions["reveal"].triggered.connect(self._on_reveal)
        actions["about"].triggered.connect(self._on_about)
        actions["reveal"].setEnabled(False)
        self._preferences.recent_changed.connect(self._update_recent)
        for signal in (state.opened, state.closed):
            signal.connect(self._update_title)
        state.written.connect(lambda _fact: actions["reveal"].setEnabled(True))

    def _restore(self) -> None:
        geometry = self._preferences.get("window/geometry")
        if isinstance(geometry, QByteArray) and not geometry.isEmpty():
            self.restoreGeometry(geometry)
        else:
            screen = QApplication.primaryScreen()
            size = screen.availableSize() if screen else self.sizeHint()
            self.resize(min(1360, size.width() * 9 // 10), min(860, size.height() * 9 // 10))

    def _update_title(self) -> None:
        head = self.panel.context.state.head
        self.setWindowTitle(visible(f"{head.name} – DeepAudio") if head else "DeepAudio")
        self.setWindowFilePath(head.path if head else "")

    def _update_recent(self) -> None:
        self._recent.clear()
        for path in self._preferences.recent:
            name = visible(f"{Path(path).name}  –  {Path(path).parent}")
            action = QAction(name, self._recent)
            action.setToolTip(plain(path))
            action.triggered.connect(lambda _checked=False, path=path: self.panel.open(path))
            self._recent.addAction(action)
        self._recent.setEnabled(bool(self._preferences.recent))
        if self._preferences.recent:
            self._recent.addSeparator()
            clear = self._recent.addAction(self.tr("Clear this list"))
            clear.triggered.connect(self._preferences.forget_recent)

    def _on_language(self, action: QAction) -> None:
        code = str(action.data())
        self._preferences.set(LANGUAGE, code)
        app = QApplication.instance()
        if app is not None:
            install_translation(app, code)

    def _on_appearance(self, action: QAction) -> None:
        chosen = appearance_of(action.data())
        self._preferences.set(APPEARANCE, chosen)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply_appearance(app, chosen)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_language_actions"):
            self._retranslate()
        super().changeEvent(event)

    def _on_open(self) -> None:
        endings = " ".join(f"*{suffix}" for suffix in self.panel.opener.suffixes())
        path, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Open timeline"),
            self._folder(),
            self.tr("Timelines ({})").format(endings) + ";;" + self.tr("All files (*)"),
        )
        if path:
            self.panel.open(path)

    def _on_add_subtitles(self) -> None:
        endings = " ".join(f"*{suffix}" for suffix in sorted(SUBTITLES))
        paths, _ = QFileDialog.getOpenFileNames(
            self,
            self.tr("Add subtitles"),
            self._folder(),
            self.tr("Subtitles ({})").format(endings) + ";;" + self.tr("All files (*)"),
        )
        if paths:
            self.panel.opener.add_subtitles(paths)

    def _on_export_subtitles(self) -> None:
        timeline = Path(self.panel.opener.path or self._folder())
        proposed = timeline.with_name(f"{timeline.stem}.corrected.srt")
        kinds = ("SRT (*.srt)", "WebVTT (*.vtt)", "ASS (*.ass)", "TTML (*.ttml)")
        path, kind = QFileDialog.getSaveFileName(
            self, self.tr("Export corrected subtitles"), str(proposed), ";;".join(kinds)
        )
        if not path:
            return
        if not Path(path).suffix:
            path += kind[kind.index("*") + 1 : -1]
        self.panel.export_subtitles(path)

    def _folder(self) -> str:
        current = self.panel.opener.path or next(iter(self._preferences.recent), "")
        return str(Path(current).parent) if current else str(Path.home())

    def _on_reveal(self) -> None:
        written = self.panel.context.state.last_written
        if written is not None:
            reveal(written.output)

    def _on_about(self) -> None:
        from ..panels.about import show_about

        show_about(self.panel.context, self)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._preferences.set("window/geometry", self.saveGeometry())
        self.panel.finish_typing()
        self.hide()  # hide at once; ending the processes takes a moment
        self.panel.shut_down()
        super().closeEvent(event)
