"""The bar that says which media are missing, and how to link them again."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from deepaudio_plugin.backend import messages

from ..panel_context import PanelContext
from ..theme.icons import icon
from ..theme.metrics import GAP, MARGIN, STEP
from ..theme.plain_text import PlainLabel

_SETTLE_MS = 100
_LAST_FOLDER = "media/folder"


class MissingMediaBar(QWidget):
    """Shown while shots have no media, until it is closed for this timeline."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._dismissed = False
        self._icon = PlainLabel(self)
        self._words = PlainLabel(self, wordWrap=True)
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.locate = QPushButton(self)
        self.again = QPushButton(self)
        self.close_button = QToolButton(self, autoRaise=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, STEP, MARGIN, STEP)
        row.setSpacing(GAP)
        row.addWidget(self._icon)
        row.addWidget(self._words, 1)
        for button in (self.locate, self.again, self.close_button):
            row.addWidget(button)
        self._timer = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._timer.timeout.connect(self._update)
        state = context.state
        state.shots_changed.connect(lambda _refs: self._wake())
        state.removed.connect(lambda _fact: self._wake())
        state.opened.connect(self._on_opened)
        state.closed.connect(self._update)
        self.locate.clicked.connect(self._on_locate)
        self.again.clicked.connect(lambda: self._look(""))
        self.close_button.clicked.connect(self._on_close)
        self._retranslate()
        self.hide()

    def _wake(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _on_opened(self) -> None:
        self._dismissed = False
        self._update()

    def _missing(self) -> list[str]:
        """Names of the shots whose media is not there."""
        return [shot.name for shot in self._context.state.shots.all() if shot.missing]

    def _update(self) -> None:
        missing = self._missing()
        self.setVisible(bool(missing) and not self._dismissed)
        names = list(dict.fromkeys(missing))  # shots of one clip have one name
        named = ", ".join(names[:3]) + ("…" if len(names) > 3 else "")
        said = self.tr("The media of %n shot(s) is not where the timeline says:", "", len(missing))
        self._words.setText(f"{said} {named}")
        for button in (self.locate, self.again):
            button.setEnabled(not self._context.state.read_only)

    def _on_close(self) -> None:
        self._dismissed = True
        self.hide()

    def _on_locate(self) -> None:
        head = self._context.state.head
        beside = str(Path(head.path).parent) if head is not None else str(Path.home())
        last = str(self._context.preferences.get(_LAST_FOLDER, "") or beside)
        folder = QFileDialog.getExistingDirectory(self, self.tr("Folder with the media"), last)
        if folder:
            self._context.preferences.set(_LAST_FOLDER, folder)
            self._look(folder)

    def _look(self, folder: str) -> None:
        before = len(self._missing())
        self._context.link.order(
            messages.LocateMedia, on_carried=lambda: self._on_looked(before), folder=folder
        )

    def _on_looked(self, before: int) -> None:
        left = len(self._missing())
        found = before - left
        if found:
            said = self.tr("The media of %n shot(s) was found.", "", found)
            rest = self.tr("Of %n it is still missing.", "", left) if left else ""
            self._context.notices.note(said, rest)
        else:
            self._context.notices.note(self.tr("The media is still not there."))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_timer"):
            self._retranslate()
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_timer"):
            self._set_icons()

    def _set_icons(self) -> None:
        side = self.fontMetrics().height()
        self._icon.setPixmap(icon("warning").pixmap(side, side))
        self.close_button.setIcon(icon("close"))

    def _retranslate(self) -> None:
        self._set_icons()
        self.locate.setText(self.tr("Locate…"))
        self.locate.setToolTip(self.tr("One folder links all that lies below it"))
        self.again.setText(self.tr("Look again"))
        self.again.setToolTip(self.tr("For example after a drive was plugged in"))
        self.close_button.setToolTip(self.tr("Close"))
        self.close_button.setAccessibleName(self.tr("Close"))
        self._update()
