"""The bar for all notices: what happened, what to do, and details on request."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QPlainTextEdit,
    QSizePolicy,
    QStyle,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ..panel_context import PanelContext
from ..state.notices import Notice
from ..theme.colours import colours_for, mixed
from ..theme.icons import icon, tinted
from ..theme.metrics import GAP, MARGIN
from ..theme.plain_text import PlainLabel, plain, visible

_NOTE_MS = 8_000
_MAX_KEPT = 50
_DETAIL_LINES = 6
_TINT = 0.18
_ICONS = {"note": "note", "warning": "warning", "error": "error"}


class MessageBar(QWidget):
    """Shows notices one after the other, over what is below; hidden while there is none.

    It lies at the foot of its parent, above `floor` where that is shown. A note disappears by
    itself; warnings and errors stay until they are dismissed.
    """

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._floor: QWidget | None = None
        self._notices: list[Notice] = []
        self._tinted = QColor()
        self._build()
        self._fade = QTimer(self, singleShot=True, interval=_NOTE_MS)
        self._fade.timeout.connect(self._on_faded)
        context.notices.posted.connect(self.show_notice)
        self.hide()

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Notices that are not dismissed; the last one is shown."""
        return tuple(self._notices)

    def show_notice(self, notice: Notice) -> None:
        """Show a notice, unless it is shown already."""
        self._notices = [other for other in self._notices if other != notice][-_MAX_KEPT:]
        self._notices.append(notice)
        self._show()

    def dismiss(self) -> None:
        """Dismiss the notice that is shown."""
        if self._notices:
            self._notices.pop()
        self._show()

    def place(self, floor: QWidget | None = None) -> None:
        """Lie at the foot of the parent, above the widget `floor` from now on."""
        self._floor = floor or self._floor
        parent = self.parentWidget()
        if parent is None:
            return
        shown = self._floor is not None and self._floor.isVisibleTo(parent)
        bottom = self._floor.y() if self._floor is not None and shown else parent.height()
        height = max(self.heightForWidth(parent.width()), self.minimumSizeHint().height())
        self.setGeometry(0, max(0, bottom - height), parent.width(), min(height, bottom))
        self.raise_()

    def event(self, event: QEvent) -> bool:
        """Be as high as what is said, whenever that changes."""
        done = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self.place()
        return done

    def _build(self) -> None:
        self.setAutoFillBackground(True)
        self._icon = PlainLabel(self)
        self._sentence = PlainLabel(self, wordWrap=True)
        self._sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._details = QPlainTextEdit(self, readOnly=True)
        self._details.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self._details.viewport().setAutoFillBackground(False)
        self._details.setFixedHeight(_DETAIL_LINES * self.fontMetrics().lineSpacing())
        self._unfold = QToolButton(self)
        self._unfold.setCheckable(True)
        self._unfold.setAutoRaise(True)
        self._unfold.toggled.connect(self._details.setVisible)
        self._unfold.toggled.connect(lambda _: self._fade.stop())  # time to read
        self._close = QToolButton(self)
        self._close.setAutoRaise(True)
        self._close.clicked.connect(self.dismiss)
        row = QHBoxLayout()
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._sentence, 1)
        row.addWidget(self._unfold, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, GAP, MARGIN, GAP)
        column.addLayout(row)
        column.addWidget(self._details)

    def _show(self) -> None:
        self._fade.stop()
        self.setVisible(bool(self._notices))
        if not self._notices:
            return
        notice = self._notices[-1]
        text = notice.sentence + (f"\n{notice.hint}" if notice.hint else "")
        self._sentence.setText(text)
        self._sentence.setAccessibleName(self._sentence.text())
        self._details.setPlainText(visible(notice.details))
        self._details.setAccessibleName(self.tr("Details"))
        self._details.setVisible(False)
        self._unfold.setChecked(False)
        self._unfold.setVisible(bool(notice.details))
        self._name_buttons()
        self._tint(notice)
        self.place()
        if notice.level == "note":
            self._fade.start()

    def _name_buttons(self) -> None:
        levels = {
            "note": self.tr("Note"),
            "warning": self.tr("Warning"),
            "error": self.tr("Error"),
        }
        self._icon.setAccessibleName(levels[self._notices[-1].level])
        self._icon.setToolTip(plain(self._icon.accessibleName()))
        self._unfold.setText(self.tr("Details"))
        waiting = len(self._notices) - 1
        self._close.setToolTip(
            self.tr("Dismiss; %n more to read", "", waiting) if waiting else self.tr("Dismiss")
        )
        self._close.setAccessibleName(self.tr("Dismiss message"))

    def _tint(self, notice: Notice) -> None:
        """Tint the bar with the level's colour, thin enough for readable text."""
        self._tinted = self._background()
        self.setPalette(QPalette())  # everything else as in the parent's palette
        palette = self.palette()
        colours = colours_for(palette)
        level = {"note": colours.note, "warning": colours.warning, "error": colours.failed}
        palette.setColor(QPalette.ColorRole.Window, mixed(self._tinted, level[notice.level], _TINT))
        self.setPalette(palette)
        size = self.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize)
        mark = tinted(_ICONS[notice.level], level[notice.level])
        self._icon.setPixmap(mark.pixmap(QSize(size, size), self.devicePixelRatioF()))
        self._close.setIcon(icon("close"))

    def _background(self) -> QColor:
        """The window's colour, under the tint."""
        parent = self.parentWidget()
        return (parent.palette() if parent else QApplication.palette()).window().color()

    def changeEvent(self, event: QEvent) -> None:
        is_new = event.type() == QEvent.Type.PaletteChange and self._background() != self._tinted
        if is_new and self._notices:
            self._tint(self._notices[-1])
        if event.type() == QEvent.Type.LanguageChange and self._notices:
            self._name_buttons()
        super().changeEvent(event)

    def _on_faded(self) -> None:
        if self._notices and self._notices[-1].level == "note":
            self.dismiss()
