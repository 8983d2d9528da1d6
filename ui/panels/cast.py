"""The cast panel: speakers and their voices, audition, choice, recordings."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLayout,
    QPushButton,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.views import VoiceView

from ..panel_context import PanelContext
from ..state.cast_model import CastColumn, CastEdits, CastModel
from ..theme.icons import icon
from ..theme.metrics import GAP, MARGIN, STEP, inset
from ..theme.plain_text import PlainLabel
from .cast_delegates import FROM_CLIP, FROM_FILE, CastDelegate
from .cells import PAD, icon_side
from .voice_dialog import Source, VoiceDialog

_WIDE = 64
"""From this width on, in average characters, there is a column for the count of lines."""


class CastTable(QTableView):
    """Speakers and their voices. Enter or F2 lists the voices to choose from."""

    def __init__(self, model: CastModel, delegate: CastDelegate, parent: QWidget) -> None:
        super().__init__(parent)
        self._delegate = delegate
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setAlternatingRowColors(True)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setAccessibleName(self.tr("Cast"))
        across = self.horizontalHeader()
        across.setHighlightSections(False)
        across.setMinimumSectionSize(1)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across.setSectionResizeMode(CastColumn.VOICE, QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def choose(self, row: int) -> None:
        """List the voices for a speaker."""
        index = self.model().index(row, CastColumn.VOICE)
        if index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.edit(index)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange(self.viewport().width())
        super().resizeEvent(event)

    def _arrange(self, width: int) -> None:
        metrics = self.fontMetrics()
        letter = metrics.averageCharWidth()
        wide = width >= letter * _WIDE
        self._delegate.narrow = not wide
        self.setColumnHidden(CastColumn.LINES, not wide)
        speaker = min(letter * 40, width * 3 // 10) if wide else width * 2 // 5
        title = self.model().headerData(CastColumn.LINES, Qt.Orientation.Horizontal)
        self.setColumnWidth(CastColumn.SPEAKER, speaker)
        self.setColumnWidth(CastColumn.LINES, metrics.horizontalAdvance(title) + 4 * PAD)
        self.setColumnWidth(CastColumn.AUDITION, icon_side(metrics) + 6 * PAD)
        self.verticalHeader().setDefaultSectionSize(metrics.lineSpacing() * 2 + 2 * PAD)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.LanguageChange):
            self.setAccessibleName(self.tr("Cast"))
            self._arrange(self.viewport().width())
            self.horizontalHeader().viewport().update()
            self.viewport().update()

    def event(self, event: QEvent) -> bool:
        # these keys act on speakers here, not on lines
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and _is_own(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.choose(self.currentIndex().row())
            return
        super().keyPressEvent(event)


def _is_own(event: QKeyEvent) -> bool:
    keys = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)
    return not event.modifiers() and event.key() in keys


class CastPanel(QWidget):
    """Speakers and their voices.

    Signals:
        audition_ready(str): path of the file with an audition.
    """

    audition_ready = Signal(str)

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.edits = CastEdits(context.link, context.state, self)
        self.model = CastModel(context.state, self.edits, self)
        self._auditions: dict[str, str] = {}  # speakers by the order's id
        self.dialog: VoiceDialog | None = None
        self._build()
        self._connect()
        self._update()

    def _build(self) -> None:
        self._delegate = CastDelegate(self.model, self._engine_voices, self)
        self.table = CastTable(self.model, self._delegate, self)
        self._empty = PlainLabel(self, wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self._empty.setMargin(MARGIN)
        page = QWidget(self)
        self._pages = QStackedLayout(page)
        self._pages.addWidget(self.table)
        self._pages.addWidget(self._empty)
        self.audition = QPushButton(icon("audition"), "", self)
        self.choose = QPushButton(icon("voice"), "", self)
        self.undecide = QPushButton(icon("drawn"), "", self)
        self._retranslate()
        bar = QHBoxLayout()
        inset(bar, down=STEP)
        bar.addWidget(self.audition)
        bar.addWidget(self.choose)
        bar.addStretch(1)
        bar.addWidget(self.undecide)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(page, 1)
        layout.addLayout(bar)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # minimumSizeHint says

    def _retranslate(self) -> None:
        self.audition.setText(self.tr("&Audition"))
        self.choose.setText(self.tr("&Voice…"))
        self._undecide_text = self.tr("Let &DeepAudio choose")
        self.undecide.setText(self._undecide_text)
        self.audition.setToolTip(self.tr("Hear the voice say one of the speaker's lines"))
        self.choose.setToolTip(self.tr("Choose another voice (Enter)"))
        self.undecide.setAccessibleName(self.tr("Let DeepAudio choose"))
        self.undecide.setToolTip(self.tr("Undo the choice: DeepAudio chooses the voice"))

    def _connect(self) -> None:
        context = self.context
        context.link.fact_received.connect(self._on_fact)
        context.link.ended.connect(self._on_ended)
        for signal in (context.state.opened, context.state.closed, context.state.loaded):
            signal.connect(self._update)
        context.state.cast_changed.connect(self._update)
        self.model.dataChanged.connect(self._update)
        self.edits.refused.connect(context.notices.refused)
        self._delegate.chosen.connect(self._on_chosen)
        self.table.clicked.connect(self._on_clicked)
        self.table.selectionModel().currentRowChanged.connect(self._update)
        self.audition.clicked.connect(lambda: self.audition_voice(self.table.currentIndex().row()))
        self.choose.clicked.connect(lambda: self.table.choose(self.table.currentIndex().row()))
        self.undecide.clicked.connect(self._on_undecide)

    # -- what a person does -------------------------------------------------------------------

    def audition_voice(self, row: int) -> None:
        """Order an audition: the speaker's voice says one of its lines."""
        voice = self.model.voice(row)
        if voice is None or voice.speaker in self._auditions.values():
            return
        ref = self.context.link.order(
            messages.Audition,
            voice=voice.voice,
            words=voice.words,
            text=self.model.sentence_of(voice.speaker),
            on_refused=self._on_audition_refused,
        )
        if self.context.link.running:
            self._auditions[ref] = voice.speaker
            self._update_busy()

    def ask_for_recording(self, speaker: str, source: Source) -> None:
        """Open the window that asks for a recording, its words and permission."""
        if self.dialog is not None:
            self.dialog.close()
        dialog = self.dialog = VoiceDialog(self.context, speaker, source, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._on_dialog_finished)
        dialog.show()  # not modal: a range may be marked while it is open

    def _on_clicked(self, index: QModelIndex) -> None:
        if index.column() == CastColumn.VOICE:
            self.table.choose(index.row())
        elif index.column() == CastColumn.AUDITION:
            self.audition_voice(index.row())

    def _on_chosen(self, speaker: str, chosen: str) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        if chosen in (FROM_FILE, FROM_CLIP):
            self.ask_for_recording(speaker, "file" if chosen == FROM_FILE else "clip")
            return
        now = next((v for v in self.context.state.voices if v.speaker == speaker), None)
        if now is not None and (now.recording and now.voice == chosen):
            return  # that recording is chosen already
        self.edits.cast(speaker, chosen)

    def _on_undecide(self) -> None:
        voice = self._current()
        if voice is not None:
            self.edits.cast(voice.speaker, "")

    def _on_dialog_finished(self) -> None:
        self.dialog = None

    # -- facts --------------------------------------------------------------------------------

    def _on_fact(self, fact: object) -> None:
        if isinstance(fact, messages.Auditioned) and fact.id in self._auditions:
            del self._auditions[fact.id]
            self._update_busy()
            self.audition_ready.emit(fact.path)

    def _on_audition_refused(self, fact: messages.Refused) -> None:
        self._auditions.pop(fact.id, None)
        self._update_busy()
        self.context.notices.refused(fact)

    def _on_ended(self, _words: str) -> None:
        self._auditions.clear()
        self._update_busy()

    # -- what is shown ------------------------------------------------------------------------

    def _engine_voices(self) -> tuple[str, ...]:
        engine = self.context.state.engine
        return engine.voices if engine is not None else ()

    def _current(self) -> VoiceView | None:
        return self.model.voice(self.table.currentIndex().row())

    def _update_busy(self) -> None:
        self.model.set_busy(tuple(self._auditions.values()))
        self._update()

    def _update(self) -> None:
        if self.model.rowCount() and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.model.index(0, CastColumn.SPEAKER))
        voice = self._current()
        busy = voice is not None and voice.speaker in self._auditions.values()
        self.audition.setEnabled(voice is not None and not busy)
        self.choose.setEnabled(voice is not None and self.model.can_choose)
        self.undecide.setEnabled(voice is not None and voice.decided and self.model.can_choose)
        self._empty.setText(self._why_empty())
        some = self.model.rowCount() > 0
        self._pages.setCurrentWidget(self.table if some else self._empty)

    def _why_empty(self) -> str:
        if not self.context.state.is_open:
            return self.tr("Speakers appear here when a timeline is open.")
        return self.tr("Nobody speaks yet. Add subtitles, then give each speaker a voice here.")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange_bar()

    def _arrange_bar(self) -> None:
        self.undecide.setText(self._undecide_text)
        buttons = (self.audition, self.choose, self.undecide)
        wanted = sum(button.sizeHint().width() + GAP for button in buttons) + 2 * MARGIN
        if wanted > self.width():
            self.undecide.setText("")  # its icon and tooltip remain

    def minimumSizeHint(self) -> QSize:
        letters = self.fontMetrics().averageCharWidth() * 40
        return QSize(letters, super().minimumSizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "undecide"):
            self.audition.setIcon(icon("audition"))
            self.choose.setIcon(icon("voice"))
            self.undecide.setIcon(icon("drawn"))
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_undecide_text"):
            self._retranslate()
            self._arrange_bar()
            self._update()
