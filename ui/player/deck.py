"""What the keys of a player do: what is played, from where to where, and on which device."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from deepaudio_plugin.backend.views import JobView, TakeView

from ..panel_context import PanelContext
from .output import Silence, SoundDevice, SoundOutput, is_available
from .player import Player

_AROUND_S = 2.0
_TAKE_AROUND_S = 1.0  # of the film before and after a take in its place


class Deck(QObject):
    """Carries out the commands to play. `output` stands for a sound device where it is given.

    Signals:
        line_changed(str): the line or shot that is played as selected; "" for none.
    """

    line_changed = Signal(str)

    def __init__(self, context: PanelContext, parent: QObject, output: SoundOutput | None) -> None:
        super().__init__(parent)
        self._context = context
        self._has_sound = output is not None or is_available()
        self._device = SoundDevice(self) if output is None and is_available() else None
        self.player = Player(context, output or self._output(), self)
        self._plays_selection = False
        self._line = ""  # what `line_changed` said last
        self.player.playing_changed.connect(self._on_playing)
        self.player.transport.finished.connect(self._on_finished)
        self._warned = False  # that nothing will be heard, once
        if self._device is not None:
            self._device.lost.connect(self._on_device_lost)
            self._device.found.connect(self._on_device_found)
        self.player.not_ours.connect(_open_elsewhere)
        self._connect()

    def _connect(self) -> None:
        actions, preferences = self._context.actions, self._context.preferences
        scrubs = preferences.get("player/scrub", True) in (True, "true")
        actions["scrub"].setChecked(scrubs)
        actions["scrub"].toggled.connect(lambda on: preferences.set("player/scrub", on))
        actions["original"].toggled.connect(self._context.heard.hear_original)
        for name, slot in (
            ("play", self.toggle), ("stop", self.pause),
            ("play_on", lambda: self._shuttle(1)), ("play_back", lambda: self._shuttle(-1)),
            ("play_take", self._play_current_take), ("play_selection", self.play_selection),
            ("play_around", self.play_around), ("play_marks", self.play_marks),
        ):  # fmt: skip
            actions[name].triggered.connect(_without_checked(slot))

    def _output(self) -> SoundOutput:
        """The sound device if there is one now, else nowhere."""
        if self._device is not None and self._device.is_there:
            return self._device
        return Silence()

    def toggle(self) -> None:
        """Play from the playhead to the end, or stop where it is."""
        self._plays_selection = False
        self._prepare_output()
        self.player.toggle()

    def pause(self) -> None:
        """Stop where it is."""
        self.player.pause()

    def play_selection(self) -> None:
        """Play from the beginning of what is selected to its end, or stop."""
        if self._plays_selection and self.player.playing:
            self.pause()
            return
        state = self._context.state
        indexes = (state.jobs, state.cues, state.shots)
        refs = self._context.selection.refs
        items = [found for ref in refs for index in indexes if (found := index.get(ref))]
        if not items:
            self._context.notices.note(
                self.tr("There is no selection to play."), self.tr("Select lines or shots.")
            )
            return
        first = min(item.start for item in items)
        self._play_range(first, max(item.start + item.frames for item in items))
        self._plays_selection = True
        self._tell_line(self._context.selection.current)

    def play_line(self, ref: str) -> None:
        """Play a line or shot in its place, or stop where it is the one that plays."""
        if self._line == ref:
            self.pause()
            return
        self._plays_selection = False
        self._context.selection.select([ref], ref)
        self.play_selection()

    def _on_playing(self, playing: bool) -> None:
        if not playing:
            self._tell_line("")

    def _tell_line(self, ref: str) -> None:
        if ref != self._line:
            self._line = ref
            self.line_changed.emit(ref)

    def play_around(self) -> None:
        """Play from two seconds before the playhead to two seconds after it."""
        frame, around = self._context.playhead.frame, self._context.state.frame_at(_AROUND_S)
        self._play_range(frame - around, frame + around)

    def play_marks(self) -> None:
        """Play from the in point to the out point; one that is missing is an end of the film."""
        playhead, frames = self._context.playhead, self._context.state.frames
        last = playhead.mark_out if playhead.mark_out is not None else frames
        self._play_range(playhead.mark_in or 0, last)

    def play_job(self, ref: str) -> None:
        """Play a job's take in its place, with a second before and after."""
        job = self._context.state.jobs.get(ref)
        take = _shown_take(job)
        if job is None:
            self.toggle()
            return
        around = self._context.state.frame_at(_TAKE_AROUND_S)
        key = take.key if take is not None and not take.chosen else ""
        self._play_range(
            job.start - around,
            job.start + job.frames + around,
            take=(ref, key) if key else ("", ""),
        )

    def play_take(self, ref: str, key: str) -> None:
        """Play a take alone."""
        job = self._context.state.jobs.get(ref)
        for take in job.takes if job else ():
            if take.key == key and take.path:
                self.play_sound(take.path, job.gain_db if job else 0.0)

    def play_sound(self, path: str, gain_db: float = 0.0) -> None:
        """Play a sound file; in the system's player if this one cannot."""
        if self._has_sound:
            self._prepare_output()
            self.player.play_file(path, gain_db)
        else:
            _open_elsewhere(path)

    def _on_finished(self) -> None:
        """Go on to the next line or shot, where that is asked for."""
        before = self._context.selection.current
        if not self._plays_selection or not self._context.actions["play_through"].isChecked():
            return
        self._context.actions["next"].trigger()
        if self._context.selection.current != before:
            self.play_selection()

    def _play_range(self, first: int, last: int, *, take: tuple[str, str] = ("", "")) -> None:
        self._prepare_output()
        frames, self._plays_selection = self._context.state.frames, False
        self._tell_line("")
        self.player.play_range(max(0, first), min(last, frames), take=take)

    def _shuttle(self, way: int) -> None:
        self._prepare_output()
        self.player.shuttle(way)

    def _play_current_take(self) -> None:
        job = self._context.state.jobs.get(self._context.selection.current)
        take = _shown_take(job)
        if job is not None and take is not None:
            self.play_take(job.ref, take.key)
        else:
            self._context.notices.note(
                self.tr("There is no take to play."),
                self.tr("Select a line or shot and generate it first."),
            )

    def _prepare_output(self) -> None:
        """Use the sound device that is there now; say once where nothing will be heard."""
        if self._device is not None and not self.player.playing:
            self._device.forgive()
            output = self._output()
            if output is self._device or not isinstance(self.player.transport.output, Silence):
                self.player.transport.set_output(output)
        silent = isinstance(self.player.transport.output, Silence)
        if silent and not self._warned:
            self._warned = True
            if self._has_sound:
                self._context.notices.warn(
                    self.tr("This machine has no sound device: nothing will be heard."),
                    self.tr("Connect one and it is heard; the picture plays anyway."),
                )
            else:
                self._context.notices.warn(
                    self.tr("Sound needs QtMultimedia, which is not installed."),
                    self.tr("pip install PySide6-Addons. The picture plays anyway; takes open "
                            "in your system's player."),
                )  # fmt: skip

    def _on_device_lost(self) -> None:
        """Go on with the device that is there instead; without any, in silence."""
        output = self._output()
        self.player.transport.set_output(output)
        if isinstance(output, Silence):
            self._warned = True
            self._context.notices.warn(
                self.tr("The sound device is gone: nothing is heard."),
                self.tr("Connect one and it is heard again; the picture goes on."),
            )
        else:
            self._context.notices.note(
                self.tr("The sound device is gone: sound goes on on another one.")
            )

    def _on_device_found(self) -> None:
        """Be heard again, also in the middle of playing."""
        if self._device is None or not isinstance(self.player.transport.output, Silence):
            return
        self.player.transport.set_output(self._device)
        if self._warned:
            self._warned = False
            self._context.notices.note(self.tr("There is a sound device: you hear it again."))


def _open_elsewhere(path: str) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(path))


def _shown_take(job: JobView | None) -> TakeView | None:
    """The take to play: the chosen one, else the first that is rendered."""
    rendered = [take for take in job.takes if take.path] if job is not None else []
    return next((take for take in rendered if take.chosen), next(iter(rendered), None))


def _without_checked(order: Callable[[], object]) -> Callable[..., None]:
    """Drop the `checked` argument of `triggered`."""

    def call(_checked: bool = False) -> None:
        order()

    return call
