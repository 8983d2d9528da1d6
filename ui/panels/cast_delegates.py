"""Delegates of the cast table: painting, and the list of voices."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QComboBox,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from deepaudio_plugin.backend.views import VoiceView

from ..state.cast_model import BUSY_ROLE, VOICE_ROLE, CastColumn, CastModel
from ..theme.colours import colours_for
from ..theme.icons import tinted
from ..theme.plain_text import visible
from .cast_voices import VoiceList
from .cells import PAD, draw_elided, icon_side, inner, is_selected, pen_of

Index = QModelIndex | QPersistentModelIndex

FROM_FILE = "\0file"
FROM_CLIP = "\0clip"
UNDECIDE = ""
"""Choices in the list that are not names of voices."""


class CastDelegate(QStyledItemDelegate):
    """Paints two rows: a name, and fainter a remark.

    Signals:
        chosen(str, str): for a speaker: a voice, or one of the constants above.
    """

    chosen = Signal(str, str)

    def __init__(
        self,
        model: CastModel,
        voices: Callable[[], tuple[str, ...]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._model, self._voices = model, voices
        self.narrow = False

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        panel = QStyle.PrimitiveElement.PE_PanelItemViewItem
        option.widget.style().drawPrimitive(panel, option, painter, option.widget)
        voice = index.data(VOICE_ROLE)
        if not isinstance(voice, VoiceView):
            return
        painter.save()
        painter.setClipRect(option.rect)
        painter.setFont(option.font)
        rect = inner(option.rect)
        column = index.column()
        if column == CastColumn.VOICE:
            self._paint_voice(painter, option, rect, voice)
        elif column == CastColumn.AUDITION:
            self._paint_audition(painter, option, bool(index.data(BUSY_ROLE)))
        elif column == CastColumn.SPEAKER:
            below = self.tr("%n line(s)", "", voice.lines) if self.narrow else ""
            _paint_two(painter, option, rect, (self._model.speaker_words(voice), below))
        else:
            painter.setPen(pen_of(option, faint=True))
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(rect.adjusted(0, 0, -PAD, 0), side, str(voice.lines))
        painter.restore()

    def _paint_voice(
        self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, voice: VoiceView
    ) -> None:
        colours = colours_for(option.palette)
        side = icon_side(option.fontMetrics)
        name = "voice" if voice.recording else ("decided" if voice.decided else "drawn")
        colour = colours.text_faint
        if voice.problem:
            name, colour = "state-failed", colours.failed
        if is_selected(option):
            colour = pen_of(option)
        mark = QRect(rect.left(), 0, side, side)
        mark.moveTop(rect.center().y() - side // 2)
        tinted(name, colour).paint(painter, mark)
        arrow = QRect(rect.right() - side, mark.top(), side, side)
        if self._model.can_choose:
            tinted("pull-down", pen_of(option, faint=True)).paint(painter, arrow)
        words = rect.adjusted(side + PAD, 0, -side - PAD, 0)
        rows = (self._model.voice_words(voice), self._model.remark(voice))
        _paint_two(painter, option, words, rows, wrong=bool(voice.problem))

    def _paint_audition(self, painter: QPainter, option: QStyleOptionViewItem, busy: bool) -> None:
        side = icon_side(option.fontMetrics)
        rect = QRect(0, 0, side, side)
        rect.moveCenter(option.rect.center())
        tinted("state-waiting" if busy else "audition", pen_of(option)).paint(painter, rect)

    # -- choosing -------------------------------------------------------------------------

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        combo = VoiceList(parent)
        voice = index.data(VOICE_ROLE)
        speaker = voice.speaker if isinstance(voice, VoiceView) else ""
        self._fill(combo, voice)
        combo.setAccessibleName(self.tr("Voice"))
        combo.picked.connect(lambda chosen: self._on_picked(combo, speaker, chosen))
        QTimer.singleShot(0, combo.ask)
        return combo

    def _fill(self, combo: QComboBox, voice: object) -> None:
        for name in self._voices():
            combo.addItem(
                visible(" – ".join(filter(None, (name, self._model.described(name))))), name
            )
        if combo.count():
            combo.insertSeparator(combo.count())
        if isinstance(voice, VoiceView):
            if voice.recording:
                combo.addItem(visible(self._model.voice_words(voice)), voice.voice)
            if voice.decided:
                combo.addItem(self.tr("Let DeepAudio choose"), UNDECIDE)
            combo.setCurrentIndex(combo.findData(voice.voice))
        combo.addItem(self.tr("Recording from a file…"), FROM_FILE)
        combo.addItem(self.tr("This clip's own sound…"), FROM_CLIP)

    def _on_picked(self, combo: QComboBox, speaker: str, chosen: str) -> None:
        self.closeEditor.emit(combo, QStyledItemDelegate.EndEditHint.NoHint)
        self.chosen.emit(speaker, chosen)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Do nothing: the list is filled once, and facts must not close it."""

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Do nothing: the signal `chosen` reports the choice."""


def _paint_two(
    painter: QPainter,
    option: QStyleOptionViewItem,
    rect: QRect,
    rows: tuple[str, str],
    *,
    wrong: bool = False,
) -> None:
    """One row, or two with the lower one fainter, or red where something is wrong."""
    above, below = rows
    metrics: QFontMetrics = option.fontMetrics
    upper = QRect(rect)
    if below:
        height = metrics.lineSpacing()
        upper.setTop(rect.center().y() - height + 1)
        upper.setHeight(height)
        lower = upper.translated(0, height)
        painter.setPen(pen_of(option, faint=True))
        if wrong and not is_selected(option):
            painter.setPen(colours_for(option.palette).failed)
        draw_elided(painter, lower, below)
    painter.setPen(pen_of(option))
    draw_elided(painter, upper, above)
