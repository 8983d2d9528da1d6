"""The takes panel: play, rate and choose takes, or order another."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QMouseEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QMenu,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.views import JobView, TakeView

from ..panel_context import PanelContext
from ..state.take_model import TAKE, TakeModel
from ..theme.colours import colours_for
from ..theme.metrics import inset
from ..theme.plain_text import PlainLabel
from .button_row import ButtonRow
from .cells import draw_elided, fill_background, pen_of

_STARS = 5


class TakesPanel(QWidget):
    """The list of takes. Digits rate, C or Return chooses, T plays, N asks for another.

    Signals:
        play_requested(str, str): play a take alone: its job and key.
    """

    play_requested = Signal(str, str)

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.model = TakeModel(context.state, context.selection, self)
        self._title = PlainLabel(self, wordWrap=True)
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._problem = PlainLabel(self, wordWrap=True)
        self._problem.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.view = QListView(self)
        self._build()
        self._connect()
        self._update()

    def _build(self) -> None:
        view = self.view
        view.setModel(self.model)
        delegate = _TakeDelegate(view)
        delegate.play_clicked.connect(self._play)
        view.setItemDelegate(delegate)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setFrameShape(QListView.Shape.NoFrame)
        view.setMouseTracking(True)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        names = ("play_take", "choose_take", "another_take")
        buttons = ButtonRow(self._context.actions, names, self)
        layout = QVBoxLayout(self)
        inset(layout)
        layout.addWidget(self._title)
        layout.addWidget(self._problem)
        layout.addWidget(view, 1)
        layout.addWidget(buttons)

    def _connect(self) -> None:
        actions, view = self._context.actions, self.view
        actions["another_take"].triggered.connect(self._on_another)
        actions["choose_take"].triggered.connect(self._on_choose)
        for stars in range(_STARS + 1):
            actions[f"rate_{stars}"].triggered.connect(
                lambda _checked=False, stars=stars: self._rate(stars)
            )
        view.activated.connect(lambda index: self._choose(index.data(TAKE)))
        view.customContextMenuRequested.connect(self._on_menu)
        self.model.modelReset.connect(self._update)
        self.model.dataChanged.connect(self._update)
        self._context.state.jobs_changed.connect(lambda _refs: self._update_title())
        self._context.selection.changed.connect(self._update_title)

    def current(self) -> TakeView | None:
        """The take that commands act on: the current row, else the chosen take."""
        index = self.view.currentIndex()
        if index.isValid():
            take: TakeView = index.data(TAKE)
            return take
        takes = [self.model.take(row) for row in range(self.model.rowCount())]
        return next((take for take in takes if take.chosen), next(iter(takes), None))

    # -- orders -----------------------------------------------------------------------

    def _play(self, take: TakeView | None) -> None:
        job = self.model.job
        if job is not None and take is not None and take.path:
            self.play_requested.emit(job.ref, take.key)

    def _on_choose(self) -> None:
        self._choose(self.current())

    def _choose(self, take: TakeView | None) -> None:
        job = self.model.job
        if job is None or take is None or take.chosen:
            return
        if not take.path:
            self._context.notices.note(self.tr("This take is not rendered yet."))
            return
        self._context.link.order(messages.ChooseTake, ref=job.ref, key=take.key)

    def _rate(self, stars: int) -> None:
        job, take = self.model.job, self.current()
        if job is not None and take is not None and take.path:
            self._context.link.order(messages.RateTake, ref=job.ref, key=take.key, stars=stars)

    def _on_another(self) -> None:
        """One more take of what is selected, rendered at once."""
        refs = tuple(ref for ref in self._context.selection.refs if ref in self._context.state.jobs)
        if not refs:
            self._context.notices.note(
                self.tr("Nothing is selected."), self.tr("Select a line or shot first.")
            )
            return
        self._context.link.order(
            messages.AskTake,
            refs=refs,
            on_carried=lambda: self._context.link.order(messages.Generate, refs=refs),
        )

    def _on_menu(self, point: QPoint) -> None:
        menu = QMenu(self)
        for name in ("play_take", "choose_take", "another_take"):
            menu.addAction(self._context.actions[name])
        rating = menu.addMenu(self.tr("Rate"))
        for stars in range(_STARS + 1):
            rating.addAction(self._context.actions[f"rate_{stars}"])
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.view.viewport().mapToGlobal(point))

    # -- showing ----------------------------------------------------------------------

    def _update(self) -> None:
        self._update_title()
        if not self.view.currentIndex().isValid():
            chosen = next((r for r in range(self.model.rowCount()) if self.model.take(r).chosen), 0)
            if self.model.rowCount():
                self.view.setCurrentIndex(self.model.index(chosen))

    def _update_title(self) -> None:
        self.view.setAccessibleName(self.tr("Takes"))
        job = self.model.job
        many = len(self._context.selection.refs)
        if many > 1:
            self._title.setText(self.tr("%n selected", "", many))
        elif job is not None:
            self._title.setText(job.name)
        else:
            self._title.setText(self.tr("Select a line or a shot to hear its takes."))
        self._problem.setText(_problem(job) if job is not None and many <= 1 else "")
        self._problem.setVisible(bool(self._problem.text()))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, colours_for(palette).failed)
        self._problem.setPalette(palette)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.PaletteChange):
            self._update_title()
            self.view.viewport().update()
        super().changeEvent(event)


def _problem(job: JobView) -> str:
    sentences = [text for text in (job.problem, job.hint) if text]
    return " ".join(sentences) if sentences else "\n".join(job.warnings)


class _TakeDelegate(QStyledItemDelegate):
    """A play mark, what the take is, and its stars.

    Signals:
        play_clicked(object): the mark of a `TakeView` was clicked.
    """

    play_clicked = Signal(object)

    def play_box(self, place: QRect) -> QRect:
        """Where the play mark of a row is."""
        return QRect(place.left(), place.top(), place.height(), place.height())

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        if (
            isinstance(event, QMouseEvent)
            and event.type() == QEvent.Type.MouseButtonRelease
            and self.play_box(option.rect).contains(event.position().toPoint())
        ):
            self.play_clicked.emit(index.data(TAKE))
            return True
        return super().editorEvent(event, model, option, index)

    def sizeHint(
        self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(0, round(option.fontMetrics.lineSpacing() * 1.9))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        take: TakeView = index.data(TAKE)
        colours = colours_for(option.palette)
        text, faint = pen_of(option), pen_of(option, faint=True)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill_background(painter, option, alternate=False)
        box = self.play_box(option.rect)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(text if take.path else colours.line)
        _triangle(painter, box)
        rest = option.rect.adjusted(box.width(), 0, -option.fontMetrics.height() // 2, 0)
        stars = "★" * take.rating + "☆" * (_STARS - take.rating) if take.path else ""
        painter.setPen(text if take.rating else faint)
        painter.drawText(
            rest, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), stars
        )
        rest.setRight(rest.right() - option.fontMetrics.horizontalAdvance(stars + "  "))
        painter.setPen(text if take.path else faint)
        font = painter.font()
        font.setBold(take.chosen)
        painter.setFont(font)
        draw_elided(painter, rest, self._words(take))
        painter.restore()

    def _words(self, take: TakeView) -> str:
        parts = [("✓ " if take.chosen else "") + self.tr("Take {}").format(take.number)]
        if not take.path:
            parts.append(self.tr("not rendered yet"))
        elif take.mark:
            parts.append(take.mark)
        elif take.warnings:
            parts.append("⚠ " + take.warnings[0])
        parts.append(self.tr("seed {}").format(take.seed))
        if take.lufs is not None:
            parts.append(f"{take.lufs:.0f} LUFS")
        return "  ·  ".join(parts)


def _triangle(painter: QPainter, box: QRect) -> None:
    size = box.height() // 4
    centre = box.center()
    painter.drawPolygon(
        [
            QPoint(centre.x() - size // 2, centre.y() - size),
            QPoint(centre.x() - size // 2, centre.y() + size),
            QPoint(centre.x() + size, centre.y()),
        ]
    )
