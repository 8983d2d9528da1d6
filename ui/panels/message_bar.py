"""The bar for all notices: what happened, what to do, and details on request."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer
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
from ..theme.metrics import GAP, MARGIN, STEP
from ..theme.plain_text import PlainLabel, plain, visible

_NOTE_MS = 8_000
_READ_MS = 2_000  # a note that was shown so long has been read, and does not come back
_MAX_KEPT = 50
_DETAIL_LINES = 6
_TINT = 0.18
_ICONS = {"note": "note", "warning": "warning", "error": "error"}


class MessageBar(QWidget):
    """Shows notices one after the other; hidden while there is none.

    Where its parent shows a `lane` it lies there in one line, and covers nothing unless it is
    unfolded; else it lies over the parent's foot, above `floor`. A note disappears by itself, or
    for good when another notice takes its place after it was read; warnings and errors stay until
    they are dismissed.
    """

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._floor: QWidget | None = None
        self._lane: QWidget | None = None
        self._notices: list[Notice] = []
        self._tinted = QColor()
        self._fitted: tuple[object, ...] = ()
        self._build()
        self._fade = QTimer(self, singleShot=True, interval=_NOTE_MS)
        self._fade.timeout.connect(self._on_faded)
        self._closed = context.notices.closed
        context.notices.posted.connect(self.show_notice)
        context.notices.withdrawn.connect(self.withdraw)
        self.hide()

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Notices that are not dismissed; the last one is shown."""
        return tuple(self._notices)

    def show_notice(self, notice: Notice) -> None:
        """Show a notice, unless it is shown already."""
        if self._is_read():
            self._notices.pop()
        self._notices = [other for other in self._notices if other != notice][-_MAX_KEPT:]
        self._notices.append(notice)
        self._show()

    def _is_read(self) -> bool:
        """Whether the notice that is shown is a note, and somebody had the time to read it."""
        if not self._notices or self._notices[-1].level != "note":
            return False
        left = self._fade.remainingTime()  # below 0 where it stays because it is unfolded
        return left < 0 or self._fade.interval() - left >= _READ_MS

    def dismiss(self) -> None:
        """Dismiss the notice that is shown, and show the one before it that nobody has read."""
        closed = self._notices.pop() if self._notices else None
        self._show()
        if closed is not None:
            self._closed.emit(closed)

    def withdraw(self, notice: Notice) -> None:
        """Show a notice no more."""
        if notice in self._notices:
            shown = self._notices[-1]
            self._notices.remove(notice)
            if shown == notice:
                self._show()
            else:
                self._name_buttons()

    def lie_in(self, lane: QWidget, floor: QWidget) -> None:
        """Lie in the `lane` where it is shown, else above the `floor`, from now on."""
        self._lane, self._floor = lane, floor
        self.place()

    def place(self) -> None:
        """Lie where it belongs, as high as what is said."""
        parent = self.parentWidget()
        if parent is None:
            self._fit(self.width())
            return
        lane, area = self._in_lane(), parent.rect()
        if lane is not None:
            area.setLeft(lane.mapTo(parent, QPoint()).x())
            area.setBottom(lane.mapTo(parent, QPoint(0, lane.height() - 1)).y())
        elif self._floor is not None and self._floor.isVisibleTo(parent):
            area.setBottom(self._floor.y() - 1)
        self._fit(area.width())
        height = max(self.heightForWidth(area.width()), self.minimumSizeHint().height())
        if lane is not None and not self._unfold.isChecked():
            height = lane.height()
        area.setTop(max(0, area.bottom() + 1 - height))
        self.setGeometry(area)
        self.raise_()

    def _in_lane(self) -> QWidget | None:
        """The lane, where it is shown."""
        parent, lane = self.parentWidget(), self._lane
        return (
            lane if parent is not None and lane is not None and lane.isVisibleTo(parent) else None
        )

    def _fit(self, width: int) -> None:
        """Show all that is said, or in a lane as much of it as one line holds.

        What is shown already is not touched: each change asks for a layout, which comes here.
        """
        if not self._notices:
            return
        notice = self._notices[-1]
        parts = [part for part in (notice.sentence, notice.hint) if part]
        folded = self._in_lane() is not None and not self._unfold.isChecked()
        text, elided = "\n".join(parts), False
        if folded:
            buttons = (self._icon, self._unfold, self._close)
            room = width - sum(part.sizeHint().width() + GAP for part in buttons) - 2 * MARGIN
            line = visible(" – ".join(parts)).replace("\n", " ")
            text = self.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, room)
            elided = text != line
        unfolds = bool(notice.details) or elided or self._unfold.isChecked()
        fitted = (folded, text, tuple(parts), unfolds, self._details.isHidden())
        if fitted == self._fitted:
            return
        self._fitted = fitted
        down = STEP // 2 if folded else GAP
        self._column.setContentsMargins(MARGIN, down, MARGIN, down)
        self._sentence.setWordWrap(not folded)
        side = Qt.AlignmentFlag.AlignVCenter if folded else Qt.AlignmentFlag.AlignTop
        for part in (self._icon, self._unfold, self._close):
            self._row.setAlignment(part, side)
        self._sentence.setText(text)
        self._sentence.setAccessibleName(visible("\n".join(parts)))
        self._unfold.setVisible(unfolds)
        for layout in (self._row, self._column):
            layout.invalidate()  # the height is asked for before Qt comes to that

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
        self._unfold.toggled.connect(self._on_unfolded)
        self._close = QToolButton(self)
        self._close.setAutoRaise(True)
        self._close.clicked.connect(self.dismiss)
        row = self._row = QHBoxLayout()
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._sentence, 1)
        row.addWidget(self._unfold, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, GAP, MARGIN, GAP)
        column.addLayout(row)
        column.addWidget(self._details)

    def _show(self) -> None:
        self._fade.stop()
        self.setVisible(bool(self._notices))
        if not self._notices:
            return
        notice = self._notices[-1]
        self._details.setPlainText(visible(notice.details))
        self._details.setAccessibleName(self.tr("Details"))
        self._details.setVisible(False)
        self._unfold.setChecked(False)
        self._name_buttons()
        self._tint(notice)
        self.place()
        if notice.level == "note":
            self._fade.start()

    def _on_unfolded(self, shown: bool) -> None:
        self._fade.stop()  # time to read
        self._details.setVisible(shown and bool(self._details.toPlainText()))
        self.place()

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
            self._notices.pop()
            self._show()
