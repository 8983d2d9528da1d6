"""The welcome page, shown while no timeline is open."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ..panel_context import PanelContext
from ..theme.plain_text import PlainLabel, plain, visible

_MAX_SHOWN = 6
_FOLDER_CHARACTERS = 26


class Welcome(QWidget):
    """Invites to drop or open a timeline, and lists recent ones.

    Signals:
        open_requested(str): a recent timeline was chosen.
        demo_requested: open the demo film.
    """

    open_requested = Signal(str)
    demo_requested = Signal()

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._title = PlainLabel(self, wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self._words = PlainLabel(self, wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        font = self._title.font()
        font.setPointSizeF(font.pointSizeF() * 1.5)
        self._title.setFont(font)
        self._open = QPushButton(self)
        self._open.setDefault(True)
        self._open.clicked.connect(context.actions["open"].trigger)
        self._open.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._demo = QPushButton(self, flat=True)
        self._demo.clicked.connect(self.demo_requested)
        self._recent = QVBoxLayout()
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addWidget(self._title)
        layout.addSpacing(self.fontMetrics().height() // 2)
        layout.addWidget(self._words)
        layout.addSpacing(self.fontMetrics().height())
        layout.addWidget(self._open, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(self.fontMetrics().height())
        layout.addWidget(self._demo, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addLayout(self._recent)
        layout.addStretch(3)
        context.preferences.recent_changed.connect(self._update_recent)
        context.link.busy_changed.connect(self._update_words)
        self._retranslate()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self._title.setText(self.tr("Drop a timeline here"))
        self._open.setText(self.tr("Open timeline…"))
        self._demo.setText(self.tr("Try the demo film"))
        self._update_words()
        self._update_recent()

    def _update_words(self) -> None:
        self._words.setText(
            self.tr("Reading…")
            if self._context.link.busy and self._context.state.engine is not None
            else self.tr(
                "An .otio file from your editor, with subtitles if you have them. "
                "It is never changed: new tracks are written beside it."
            )
        )

    def _update_recent(self) -> None:
        while (item := self._recent.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for path in self._context.preferences.recent[:_MAX_SHOWN]:
            name = visible(Path(path).name)
            button = QPushButton(f"{name}  –  {self._folder_of(path)}", self, flat=True)
            button.setToolTip(plain(path))
            button.setAccessibleName(self.tr("Open {}").format(visible(path)))
            button.clicked.connect(lambda _checked=False, path=path: self.open_requested.emit(path))
            self._recent.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)

    def _folder_of(self, path: str) -> str:
        """The folder of a file, shortened in its middle: the last part tells most."""
        folder, home = visible(str(Path(path).parent)), str(Path.home())
        if folder == home or folder.startswith(home + os.sep):
            folder = "~" + folder[len(home) :]
        width = _FOLDER_CHARACTERS * self.fontMetrics().averageCharWidth()
        return self.fontMetrics().elidedText(folder, Qt.TextElideMode.ElideMiddle, width)
