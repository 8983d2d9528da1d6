"""What the lines' table says of a line: cells, tooltips, problems."""

from __future__ import annotations

from PySide6.QtCore import QObject

from deepaudio_plugin.backend.views import CueView, JobState, JobView

from .backend_words import in_window
from .cue_columns import TIMES, Column, fit_of, is_retimed
from .numbers import decimal
from .stages import stage_words
from .timeline import TimelineState
from .typed_time import length_label


class CueWords(QObject):
    """Texts about lines, in the language of the window."""

    def __init__(self, state: TimelineState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state

    def problem(self, ref: str) -> str:
        """The problem of a line or its sound as a sentence; "" for none."""
        cue, job = self._state.cues.get(ref), self._state.jobs.get(ref)
        if cue is None or cue.muted or cue.removed:
            return ""
        said = [] if cue.text else [self.tr("It has no words yet and is not spoken.")]
        if job is not None and job.state in ("failed", "impossible"):
            said += [" ".join(in_window(text) for text in (job.problem, job.hint) if text)]
        if job is not None and job.verdict:
            said.append(self.tr("Its take: %s") % in_window(job.verdict))
        if cue.kind == "line" and fit_of(cue, job) == "too long":
            said.append(
                self.tr("Too long for its window: it needs %s times the natural speed.")
                % decimal(cue.pace, 1)
            )
        said += map(in_window, cue.warnings)
        return "\n".join(filter(None, said))

    def titles(self) -> tuple[str, ...]:
        return (
            "",
            self.tr("In"),
            self.tr("Out"),
            self.tr("Length"),
            self.tr("Speaker"),
            self.tr("Text"),
            self.tr("CPS"),
            self.tr("Fit"),
        )

    def text(self, cue: CueView, column: int, editing: bool) -> str:
        if column == Column.TEXT:
            return cue.text if editing else " ".join(cue.text.split())
        if column == Column.SPEAKER:
            return cue.speaker
        if column in TIMES:
            return self._time_text(cue, column)
        if cue.kind != "line" or cue.muted or column == Column.STATE:
            return ""
        return decimal(cue.cps, 1) if column == Column.CPS else self.fit_words(cue)

    def _time_text(self, cue: CueView, column: int) -> str:
        if column == Column.LENGTH:
            return length_label(cue.frames, self._state.rate)
        return self._state.timecode(cue.start + (cue.frames if column == Column.OUT else 0))

    def spoken(self, cue: CueView, column: int) -> str:
        """The text of a cell for screen readers."""
        return self.state_words(cue) if column == Column.STATE else self.text(cue, column, False)

    def speed_words(self, cue: CueView) -> str:
        """A line's reading speed, as short text."""
        return self.tr("%s CPS") % decimal(cue.cps, 0)

    def fit_words(self, cue: CueView) -> str:
        """The text for how a line fits its window."""
        return {
            "relaxed": self.tr("relaxed"),
            "hurried": self.tr("hurried"),
            "too long": self.tr("too long"),
            "recorded": self.tr("recorded"),
        }[fit_of(cue, self._state.jobs.get(cue.ref))]

    def state_words(self, cue: CueView) -> str:
        """The text for the state of a line's sound."""
        if cue.removed:
            return self.tr("Deleted: it is no line any more")
        if cue.muted:
            return self.tr("Muted: it is not spoken")
        if cue.kind == "sound":
            return self.tr("Described sound: it is added to the prompt of its shot")
        if cue.kind == "music":
            return self.tr("Music: no sound is generated for it")
        job = self._state.jobs.get(cue.ref)
        if job is None:
            return ""
        return self._sound_words(job)

    def _sound_words(self, job: JobView) -> str:
        words = self._job_words(job.state)
        if job.state == "changed" and job.mark:
            return f"{words}: {in_window(job.mark.removeprefix('earlier: '))}"
        known = job.state == "rendering" and job.stage
        return f"{words}: {stage_words(job.stage)}" if known else words

    def _job_words(self, state: JobState) -> str:
        return {
            "planned": self.tr("Not rendered yet"),
            "changed": self.tr("Changed since it was rendered"),
            "waiting": self.tr("Waiting in the queue"),
            "rendering": self.tr("Rendering"),
            "ready": self.tr("Rendered"),
            "failed": self.tr("Failed"),
            "impossible": self.tr("Cannot be rendered"),
        }[state]

    def tooltip(self, cue: CueView, column: int) -> str:
        if column in TIMES:
            return self._time_tooltip(cue, column)
        if column == Column.TEXT:
            return self._text_tooltip(cue)
        if column == Column.SPEAKER:
            return self._speaker_tooltip(cue)
        if column == Column.STATE:
            parts = (self.state_words(cue), self.problem(cue.ref), self._play_words(cue))
            return "\n".join(filter(None, parts))
        return self._fit_tooltip(cue, column)

    def _play_words(self, cue: CueView) -> str:
        job = self._state.jobs.get(cue.ref)
        heard = job is not None and not cue.muted and any(take.path for take in job.takes)
        return self.tr("A click plays it in its place, and stops it.") if heard else ""

    def _time_tooltip(self, cue: CueView, column: int) -> str:
        seconds = cue.end_s if column == Column.OUT else cue.start_s
        length = self.tr("%s s long") % decimal(cue.end_s - cue.start_s, 2)
        parts = [length if column == Column.LENGTH else f"{decimal(seconds, 3)} s · {length}"]
        if is_retimed(cue):
            first, last = cue.original_start, cue.original_start + cue.original_frames
            span = f"{self._state.timecode(first)} – {self._state.timecode(last)}"
            parts.append(self.tr("In the subtitles: %s") % span)
        if cue.runs_on:
            runs_on = length_label(cue.runs_on, self._state.rate)
            parts.append(self.tr("It will be heard about %s longer, into free room.") % runs_on)
        if not self._state.read_only:
            parts.append(self.tr("Type timecode, 1:04, 28 (frames), 1.2s, or +10 and -5 frames."))
        return "\n".join(parts)

    def _fit_tooltip(self, cue: CueView, column: int) -> str:
        if cue.kind != "line":
            return ""
        if column == Column.CPS:
            return self.tr("%s characters per second") % decimal(cue.cps, 1)
        if fit_of(cue, self._state.jobs.get(cue.ref)) == "recorded":
            return self.tr("A person has recorded it: it is as long as that is.")
        return self.tr("%s times the natural speed") % decimal(cue.pace, 2)

    def _speaker_tooltip(self, cue: CueView) -> str:
        if cue.speaker == cue.original_speaker:
            return cue.speaker
        return self.tr("In the subtitles: %s") % (cue.original_speaker or self.tr("nobody"))

    def _text_tooltip(self, cue: CueView) -> str:
        parts = [cue.text]
        if cue.added:
            parts.append(self.tr("Added here: the subtitles do not have it."))
        if cue.source.startswith("marker "):
            parts.append(self.tr("From a marker: %s") % cue.source.removeprefix("marker "))
        if cue.text != cue.original_text:
            parts.append(self.tr("In the subtitles: %s") % cue.original_text)
        job = self._state.jobs.get(cue.ref)
        if job is not None and job.spoken:
            parts.append(self.tr("Spoken as: %s") % job.spoken)
        if self._state.read_only:
            parts.append(self.tr("Nothing can be edited: decisions are read-only."))
        return "\n".join(filter(None, (*parts, self.problem(cue.ref))))
