"""The takes panel: play, rate and choose takes, order another, and have them as files."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QPalette
from PySide6.QtWidgets import QMenu, QSizePolicy, QVBoxLayout, QWidget

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.views import JobView, TakeView
from deepaudio_plugin.core.errors import DeepAudioError

from ..panel_context import PanelContext
from ..state.backend_words import in_window
from ..state.take_model import TAKE, TakeModel
from ..state.waveforms import WaveformSource
from ..theme.colours import colours_for
from ..theme.metrics import inset
from ..theme.plain_text import PlainLabel
from .button_row import ButtonRow
from .recording_drop import RecordingDrop
from .reveal import reveal
from .take_files import copy_for_host
from .takes_list import STARS, TakeDelegate, TakesList

_COMMANDS = ("play_take", "choose_take", "another_take")
_FILES = ("import_take", "reveal_take", "copy_take_path")


class TakesPanel(QWidget):
    """The list of takes. Digits rate, C or Return chooses, T plays, N asks for another.

    A take that has just been rendered becomes the current one.

    Signals:
        play_requested(str, str): play a take alone: its job and key.
        asked_for(str, str): another take that was asked for here is there: its job and key.
    """

    play_requested = Signal(str, str)
    asked_for = Signal(str, str)

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.model = TakeModel(context.state, context.selection, self)
        self._title = PlainLabel(self, wordWrap=True)
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._problem = PlainLabel(self, wordWrap=True)
        self._problem.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.view = TakesList(self._file_of, self)
        self._delegate = TakeDelegate(self.view)
        self.recordings = RecordingDrop(context, self)
        self._shown: tuple[str, dict[str, TakeView]] = ("", {})  # a job, and its rendered takes
        self._current = ""  # key of the current take
        self._awaited: set[str] = set()  # jobs of which another take was asked for
        self._build()
        self._connect()
        self._update()

    def set_media(self, media: WaveformSource) -> None:
        """Draw waveforms, as they are loaded by `media`."""
        self._delegate.media = media
        media.waveform_loaded.connect(self._on_waveform)
        self._want_waveforms()

    def _build(self) -> None:
        view = self.view
        view.setModel(self.model)
        self.setAcceptDrops(True)
        self._delegate.play_clicked.connect(self._play)
        self._delegate.rating_clicked.connect(lambda take, stars: self._rate(stars, take))
        view.setItemDelegate(self._delegate)
        buttons = ButtonRow(self._context.actions, _COMMANDS, self)
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
        actions["import_take"].triggered.connect(self.recordings.ask)
        actions["reveal_take"].triggered.connect(self._on_reveal)
        actions["copy_take_path"].triggered.connect(self._on_copy_path)
        for stars in range(STARS + 1):
            actions[f"rate_{stars}"].triggered.connect(
                lambda _checked=False, stars=stars: self._rate(stars)
            )
        view.activated.connect(lambda index: self._choose(index.data(TAKE)))
        view.customContextMenuRequested.connect(self._on_menu)
        view.selectionModel().currentChanged.connect(self._on_current)
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

    def _rate(self, stars: int, take: TakeView | None = None) -> None:
        job, take = self.model.job, take or self.current()
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
        self._awaited = set(refs) if len(refs) == 1 else set()
        self._context.link.order(
            messages.AskTake,
            refs=refs,
            on_carried=lambda: self._context.link.order(messages.Generate, refs=refs),
        )

    def _on_menu(self, point: QPoint) -> None:
        menu = QMenu(self)
        for name in _COMMANDS:
            menu.addAction(self._context.actions[name])
        rating = menu.addMenu(self.tr("Rate"))
        for stars in range(STARS + 1):
            rating.addAction(self._context.actions[f"rate_{stars}"])
        menu.addSeparator()
        for name in _FILES:
            menu.addAction(self._context.actions[name])
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.view.viewport().mapToGlobal(point))

    # -- files ------------------------------------------------------------------------

    def _file_of(self, take: TakeView) -> str:
        """A copy of a take for another program; "" after saying why there is none."""
        job, state = self.model.job, self._context.state
        if job is None or not state.is_open:
            return ""
        try:
            return str(copy_for_host(take, job, state))
        except (OSError, DeepAudioError) as error:
            self._context.notices.error(
                self.tr("The take cannot be copied beside the timeline: {}").format(error),
                self.tr("Free some space there, or make the folder writable."),
            )
            return ""

    def _on_reveal(self) -> None:
        take = self.current()
        if take is not None and take.path:
            reveal(take.path)

    def _on_copy_path(self) -> None:
        take = self.current()
        if take is not None and take.path:
            QGuiApplication.clipboard().setText(take.path)
            self._context.notices.note(self.tr("Copied: {}").format(take.path))

    # -- showing ----------------------------------------------------------------------

    def _update(self) -> None:
        self._update_title()
        job, rendered = self.model.job, self.model.rendered
        ref = job.ref if job is not None else ""
        before_ref, before = self._shown
        self._shown = (ref, rendered)
        row = self.model.row_of(self._current)
        if ref == before_ref:
            fresh = [take for key, take in rendered.items() if key not in before]
            if fresh:
                newest = max(fresh, key=lambda take: (not take.earlier, take.made))
                row = self.model.row_of(newest.key)
                self._tell_awaited(ref, newest)
        if row < 0 and self.model.rowCount():
            takes = [self.model.take(n) for n in range(self.model.rowCount())]
            row = next((n for n, take in enumerate(takes) if take.chosen), 0)
        if row >= 0 and row != self.view.currentIndex().row():
            self.view.setCurrentIndex(self.model.index(row))
        self._want_waveforms()

    def _tell_awaited(self, ref: str, take: TakeView) -> None:
        if ref in self._awaited:
            self._awaited.discard(ref)
            self.asked_for.emit(ref, take.key)

    def _on_current(self) -> None:
        index = self.view.currentIndex()
        if index.isValid():
            self._current = index.data(TAKE).key

    def _want_waveforms(self) -> None:
        if self._delegate.media is not None:
            self._delegate.media.want_also(self.model.rendered)

    def _on_waveform(self, key: str) -> None:
        if self.model.row_of(key) >= 0:
            self.view.viewport().update()

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
        self._problem.setText(self._problem_of(job) if job is not None and many <= 1 else "")
        self._problem.setVisible(bool(self._problem.text()))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, colours_for(palette).failed)
        self._problem.setPalette(palette)

    def _problem_of(self, job: JobView) -> str:
        """Why there is no take, or why the one there is plays no more; what is to be known."""
        sentences = [in_window(text) for text in (job.problem, job.hint) if text]
        if not sentences and job.state == "changed" and job.mark:
            outdated = in_window(job.mark.removeprefix("earlier: "))
            sentences = [self.tr("Its take is outdated: {}.").format(outdated)]
        return " ".join(sentences) if sentences else "\n".join(map(in_window, job.warnings))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.recordings.enter(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.recordings.drop(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.PaletteChange):
            self._update_title()
            self.view.viewport().update()
        super().changeEvent(event)
