"""The queue panel: jobs that render, wait or have failed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QProgressBar,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.views import JobView

from ..panel_context import PanelContext
from ..state.backend_words import in_window
from ..state.queue_model import JOB, QueueModel
from ..state.stages import stage_words
from ..state.timecode import clock
from ..theme.colours import colours_for
from ..theme.icons import tinted
from ..theme.metrics import GAP, MARGIN, STEP, inset
from ..theme.plain_text import PlainLabel, plain, visible
from .button_row import ButtonRow, action_button
from .cells import draw_elided, fill_background, is_selected, pen_of
from .elided import Elided

_WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
_MOST = 10_000


class QueuePanel(QWidget):
    """The list, with retry and cancel for one, many or all."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.model = QueueModel(context.state, self)
        self._view = QListView(self)
        self._view.setModel(self.model)
        self._view.setItemDelegate(_JobDelegate(context, self._view))
        self._view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._view.setUniformItemSizes(False)
        self._view.setResizeMode(QListView.ResizeMode.Adjust)  # what failed is said in full
        self._view.setFrameShape(QListView.Shape.NoFrame)
        self._view.doubleClicked.connect(self._on_activated)
        self._empty = PlainLabel(self, wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self._empty.setMargin(MARGIN)
        names = ("retry", "pause", "cancel", "cancel_all")
        bar = QHBoxLayout()
        inset(bar, down=STEP)
        bar.addWidget(ButtonRow(context.actions, names, self))
        self._view.raise_()  # after the buttons in Tab order, as on the screen
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(bar)
        layout.addWidget(self._view, 1)
        layout.addWidget(self._empty, 1)
        self._connect()
        self._update()

    def _connect(self) -> None:
        actions, model = self._context.actions, self.model
        actions["retry"].triggered.connect(self._on_retry)
        actions["cancel"].triggered.connect(self._on_cancel)
        actions["cancel_all"].triggered.connect(lambda: self._context.link.order(messages.Stop))
        actions["pause"].toggled.connect(self._on_pause)
        model.modelReset.connect(self._update)
        model.dataChanged.connect(self._update)
        self._context.state.queue_changed.connect(self._on_queue)

    def _chosen(self) -> list[JobView]:
        rows = self._view.selectionModel().selectedIndexes() if self._view.hasFocus() else []
        return [self.model.job(index.row()) for index in rows]

    def _on_retry(self) -> None:
        chosen = [job.ref for job in self._chosen() if job.state == "failed"]
        refs = tuple(chosen) or self.model.failed()
        if refs:
            self._context.link.order(messages.Generate, refs=refs)

    def _on_cancel(self) -> None:
        refs = tuple(job.ref for job in self._chosen()) or self._context.selection.refs
        if refs:
            self._context.link.order(messages.Stop, refs=refs)

    def _on_pause(self, paused: bool) -> None:
        if paused != self._context.state.queue.paused:
            self._context.link.order(messages.Pause, paused=paused)

    def _on_queue(self) -> None:
        self._context.actions["pause"].setChecked(self._context.state.queue.paused)

    def _on_activated(self, index: QModelIndex) -> None:
        job = self.model.job(index.row())
        self._context.selection.select([job.ref])
        self._context.playhead.move(job.start)

    def _update(self) -> None:
        empty = self.model.rowCount() == 0
        self._view.setAccessibleName(self.tr("Queue"))
        self._empty.setText(
            self.tr("Nothing is rendering. What waits, renders or fails is listed here.")
        )
        self._view.setVisible(not empty)
        self._empty.setVisible(empty)
        self._context.actions["retry"].setEnabled(bool(self.model.failed()))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._update()
        super().changeEvent(event)


class _JobDelegate(QStyledItemDelegate):
    """Paints the job; then the stage with a bar, or in full why it failed and what to do."""

    def __init__(self, context: PanelContext, view: QListView) -> None:
        super().__init__(view)
        self._context, self._view = context, view

    def _reason(self, job: JobView) -> str:
        """Why a job has failed; all of it, however narrow the list is."""
        return visible(in_window(job.problem) or self.tr("failed"))

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        job: JobView = index.data(JOB)
        height = option.fontMetrics.lineSpacing()
        rest = height
        if job.state == "failed":
            width = self._view.viewport().width() - 2 * MARGIN
            rest = _height(option, self._reason(job), width - height - STEP)
            rest += _height(option, in_window(job.hint), width) if job.hint else 0
        bar = 2 * STEP if job.state == "rendering" else 0
        return QSize(0, height + rest + 2 * STEP + bar)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        job: JobView = index.data(JOB)
        colours = colours_for(option.palette)
        painter.save()
        painter.setFont(option.font)
        fill_background(painter, option, alternate=bool(index.row() % 2))
        line = option.fontMetrics.lineSpacing()
        area = option.rect.adjusted(MARGIN, STEP, -MARGIN, -STEP)
        painter.setPen(pen_of(option))
        where = self._context.state.timecode(job.start)
        _draw_line(painter, area, 0, f"{where}  {job.name}")
        if job.state == "failed":
            colour = pen_of(option) if is_selected(option) else colours.failed
            mark = QRect(area.left(), area.top() + line, line, line)
            tinted("state-failed", colour).paint(painter, mark)
            painter.setPen(colour)
            beside = area.adjusted(line + STEP, line, 0, 0)
            painter.drawText(beside, _WRAPPED, self._reason(job))
            painter.setPen(pen_of(option, faint=True))
            below = _height(option, self._reason(job), beside.width())
            painter.drawText(
                area.adjusted(0, line + below, 0, 0), _WRAPPED, visible(in_window(job.hint))
            )
        else:
            painter.setPen(pen_of(option, faint=True))
            stage = stage_words(job.stage) if job.state == "rendering" else self.tr("waiting")
            _draw_line(painter, area, 1, stage)
            if job.state == "rendering":
                bar = QRect(area.left(), area.bottom() - STEP, area.width(), STEP - 1)
                painter.fillRect(bar, colours.line)
                bar.setWidth(round(area.width() * min(1.0, job.fraction)))
                painter.fillRect(bar, colours.rendering)
        painter.restore()


def _height(option: QStyleOptionViewItem, text: str, width: int) -> int:
    """Of a text in as many rows as it needs."""
    room = QRect(0, 0, max(1, width), _MOST)
    return option.fontMetrics.boundingRect(room, _WRAPPED, visible(text)).height()


def _draw_line(painter: QPainter, area: QRect, number: int, text: str) -> None:
    """`text` as one of the lines in `area`, counted from 0."""
    height = painter.fontMetrics().lineSpacing()
    place = QRect(area.left(), area.top() + number * height, area.width(), height)
    draw_elided(painter, place, text)


class QueueStrip(QWidget):
    """Overall progress at the foot of the panel; hidden while nothing runs.

    Signals:
        queue_requested: show the queue panel.
    """

    queue_requested = Signal()

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1000)
        self._bar.setMaximumHeight(self.fontMetrics().height() // 2)
        self._words = Elided(self)
        self._show = QToolButton(self)
        self._show.setAutoRaise(True)
        self._show.clicked.connect(self.queue_requested)
        self._pause = action_button(context.actions, "pause", self)
        self._pause.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self._stop = action_button(context.actions, "cancel_all", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, STEP, MARGIN, STEP)
        row.setSpacing(GAP)
        row.addWidget(self._bar, 1)
        row.addWidget(self._words, 3)
        for button in (self._show, self._pause, self._stop):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        context.state.queue_changed.connect(self._update)
        context.state.opened.connect(self._update)
        context.state.closed.connect(self._update)
        self._update()

    def full_height(self) -> int:
        """How high it is with all that it may show."""
        buttons = (self._show, self._pause, self._stop)
        return max(button.sizeHint().height() for button in buttons) + 2 * STEP

    def _update(self) -> None:
        queue = self._context.state.queue
        busy = queue.waiting + queue.running > 0
        self.setVisible(busy or queue.failed > 0)
        self._bar.setValue(round(queue.fraction * 1000))
        self._bar.setVisible(busy)
        self._bar.setAccessibleName(self.tr("Progress of all renders"))
        self._words.set_full(self._sentence(queue))
        self._words.setToolTip(plain(self._sentence(queue)))
        self._show.setText(self.tr("Show"))
        self._show.setToolTip(self.tr("Show the queue"))
        self._pause.setVisible(busy)
        self._stop.setVisible(busy)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._update()
        super().changeEvent(event)

    def _sentence(self, queue: messages.Queue) -> str:
        parts = []
        if queue.running + queue.waiting:
            total = queue.done + queue.failed + queue.running + queue.waiting
            parts.append(self.tr("{done} of {total}").format(done=queue.done, total=total))
            parts.append(self.tr("paused") if queue.paused else stage_words(queue.stage))
            if queue.eta_s is not None and not queue.paused:
                parts.append(self.tr("{} left").format(clock(queue.eta_s)))
        if queue.failed:
            parts.append(self.tr("%n failed", "", queue.failed))
        return " · ".join(part for part in parts if part)
