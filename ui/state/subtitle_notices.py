"""Says what a subtitle file that was changed outside changes here."""

from __future__ import annotations

from PySide6.QtCore import QObject

from deepaudio_plugin.backend import messages

from .notices import Notice, Notices
from .timeline import TimelineState

_MAX_LISTED = 40


class SubtitleNotices(QObject):
    """Posts a notice for each file that was read again."""

    def __init__(
        self, state: TimelineState, notices: Notices, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._notices = notices
        state.subtitles_reread.connect(self._post)

    def _post(self, fact: messages.SubtitlesReread) -> None:
        changed, new, gone = len(fact.changed), len(fact.new), len(fact.gone)
        parts = []
        if changed:
            parts.append(self.tr("%n line(s) changed", "", changed))
        if new:
            parts.append(self.tr("%n new", "", new))
        if gone:
            parts.append(self.tr("%n gone", "", gone))
        if not parts:
            sentence = self.tr("{} was saved again; no line is different.").format(fact.names)
            self._notices.note(sentence)
            return
        sentence = self.tr("{} was changed and is read again: {}.")
        details = [
            *self._listed(self.tr("Changed: %s"), fact.changed),
            *self._listed(self.tr("New: %s"), fact.new),
            *self._listed(self.tr("Gone: %s"), fact.gone),
        ]
        self._notices.posted.emit(
            Notice(
                "note",
                sentence.format(fact.names, ", ".join(parts)),
                self.tr("What you decided is kept with the lines that are still there."),
                "\n".join(details),
            )
        )

    @staticmethod
    def _listed(title: str, texts: tuple[str, ...]) -> list[str]:
        more = ["…"] if len(texts) > _MAX_LISTED else []
        return [title % text for text in texts[:_MAX_LISTED]] + more
