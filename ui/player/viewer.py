"""The viewer: plays a take alone or in context, also against the original sound."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.views import JobView, TakeView

from ..panel_context import PanelContext
from ..panels.button_row import action_button
from ..theme.metrics import STEP, inset
from ..theme.plain_text import PlainLabel
from .playback import Playback, is_available
from .screen import Screen

_ON_FROM_PLAYHEAD_S = 20
_RATES = (0.25, 0.5, 1.0, 1.5, 2.0, 4.0)


class Viewer(QWidget):
    """Screen and transport. Without QtMultimedia files open in the system's player."""

    def __init__(
        self,
        context: PanelContext,
        parent: QWidget | None = None,
        make_playback: Callable[[QWidget], Playback | None] | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self.playback = (make_playback or _qt_playback)(self)
        self._clip: messages.PreviewClipMade | None = (
            None  # what is loaded, if it is a preview clip
        )
        self._wanted: tuple[str, str] = ("", "")  # job and take of the preview clip asked for
        self._loaded: tuple[str, str] = ("", "")
        self._waiting_for = ""
        self._still = ""  # path of the thumbnail that is shown
        self._warned = False  # of a missing sound device, once
        self._rate = 1.0
        self._buttons: dict[str, QToolButton] = {}
        self._screen = Screen(self)
        self._time = PlainLabel(self)
        self._build()
        self._connect()
        self._update()

    # -- building ---------------------------------------------------------------------

    def _build(self) -> None:
        bar = QHBoxLayout()
        inset(bar, down=STEP)
        bar.setSpacing(STEP)
        for name in ("frame_back", "play", "frame_on", "play_take", "original"):
            bar.addWidget(self._button(name))
        bar.addStretch(1)
        bar.addWidget(self._time)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._screen, 1)
        layout.addLayout(bar)
        font = self._time.font()
        font.setStyleHint(font.StyleHint.Monospace)
        self._time.setFont(font)
        self._time.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def _button(self, name: str) -> QToolButton:
        button = self._buttons[name] = action_button(self._context.actions, name, self)
        return button

    def _connect(self) -> None:
        actions = self._context.actions
        for name, slot in (
            ("play", self.toggle), ("stop", self.pause), ("play_on", self._faster),
            ("play_back", self._slower), ("play_take", self._play_current_take),
        ):  # fmt: skip
            actions[name].triggered.connect(slot)
        actions["original"].toggled.connect(self._on_original)
        self._context.link.fact_received.connect(self._on_fact)
        self._context.playhead.moved.connect(self._on_moved)
        self._context.selection.current_changed.connect(self._update)
        self._context.state.picture_ready.connect(self._on_picture)
        for signal in (self._context.state.opened, self._context.state.closed):
            signal.connect(self._forget)
        if self.playback is not None:
            self.playback.frame_shown.connect(self._screen.show_picture)
            self.playback.position_changed.connect(self._on_position)
            self.playback.failed.connect(self._on_failed)
            self.playback.playing_changed.connect(self._update)

    # -- what can be played -----------------------------------------------------------

    @property
    def playing(self) -> bool:
        """Whether anything plays now."""
        return self.playback is not None and self.playback.playing

    def toggle(self) -> None:
        """Play in context, or pause."""
        if self.playing:
            self.pause()
            return
        wanted = self._current()
        if self._clip is not None and wanted == self._loaded and self._covers_playhead():
            self._start()
        else:
            self.play_in_place(*wanted)

    def play_job(self, ref: str) -> None:
        """Play a job's chosen take in context."""
        job = self._context.state.jobs.get(ref)
        take = _shown_take(job)
        self.play_in_place(ref if take is not None else "", take.key if take else "")

    def play_in_place(self, ref: str, key: str) -> None:
        """Play a take with its picture; without a take, the film from the playhead on."""
        if not self._context.state.is_open:
            return
        self._wanted = (ref, key)
        self._screen.show_words(self.tr("Preparing the picture…"))
        if ref:
            self._waiting_for = self._context.link.order(
                messages.MakePreviewClip, ref=ref, key=key, on_refused=self._on_refused
            )
            return
        start = self._context.playhead.frame
        length = self._context.state.frame_at(_ON_FROM_PLAYHEAD_S)
        frames = max(1, min(length, self._context.state.frames - start))
        self._waiting_for = self._context.link.order(
            messages.MakePreviewClip, start=start, frames=frames, on_refused=self._on_refused
        )

    def play_take(self, ref: str, key: str) -> None:
        """Play a take alone."""
        job = self._context.state.jobs.get(ref)
        for take in job.takes if job else ():
            if take.key == key and take.path:
                self.play_sound(take.path)

    def play_sound(self, path: str) -> None:
        """Play a sound file, in the system's player if this one cannot."""
        self._clip, self._loaded = None, ("", "")
        if self.playback is None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(path))
            return
        self._context.actions["original"].setChecked(False)
        self.playback.load(path)
        self._start()

    def pause(self) -> None:
        """Pause, and return to normal speed."""
        self._set_rate(1.0)
        if self.playback is not None:
            self.playback.pause()

    def stop(self) -> None:
        """Stop and close the file."""
        if self.playback is not None:
            self.playback.stop()

    # -- inside -----------------------------------------------------------------------

    def _current(self) -> tuple[str, str]:
        job = self._context.state.jobs.get(self._context.selection.current)
        take = _shown_take(job)
        return (job.ref, take.key) if job is not None and take is not None else ("", "")

    def _play_current_take(self) -> None:
        ref, key = self._current()
        if ref:
            self.play_take(ref, key)
        else:
            self._context.notices.note(
                self.tr("There is no take to play."),
                self.tr("Select a line or shot and generate it first."),
            )

    def _covers_playhead(self) -> bool:
        clip, frame = self._clip, self._context.playhead.frame
        return clip is not None and clip.start <= frame < clip.start + clip.frames

    def _on_fact(self, fact: messages.Fact) -> None:
        if isinstance(fact, messages.PreviewClipMade) and fact.id == self._waiting_for:
            self._waiting_for = ""
            self._show_clip(fact)

    def _show_clip(self, clip: messages.PreviewClipMade) -> None:
        if self.playback is None:
            self._screen.show_words(self._missing_words())
            QDesktopServices.openUrl(QUrl.fromLocalFile(clip.path))
            return
        self._clip, self._loaded, self._still = clip, self._wanted, ""
        self.playback.load(clip.path, clip.original_path)
        self._on_original(self._context.actions["original"].isChecked())
        if not self.playback.has_sound_device and not self._warned:
            self._warned = True
            self._context.notices.warn(
                self.tr("This machine has no sound device: nothing will be heard."),
                self.tr("Connect one; the picture plays anyway."),
            )
        self._start()

    def _start(self) -> None:
        if self.playback is not None:
            self.playback.play()

    def _on_refused(self, fact: messages.Refused) -> None:
        self._waiting_for = ""
        self._update()
        self._context.notices.refused(fact)

    def _on_failed(self, words: str) -> None:
        self._context.notices.error(
            self.tr("This cannot be played: {}").format(words),
            self.tr("The file itself is kept; open it in another player."),
        )

    def _on_position(self, seconds: float) -> None:
        if self._clip is not None:
            self._context.playhead.move(self._clip.start + self._context.state.frame_at(seconds))

    def _on_moved(self, frame: int) -> None:
        """Follow the playhead when it is moved elsewhere."""
        self._time.setText(self._context.state.timecode(frame))
        self._show_still()
        if self._clip is None or self.playback is None:
            return
        if not self._covers_playhead():
            self.playback.pause()
        else:
            wanted = self._context.state.seconds(frame - self._clip.start)
            if abs(wanted - self.playback.position) > 2 * self._context.state.seconds(1):
                self.playback.seek(wanted)

    def _on_original(self, own: bool) -> None:
        if self.playback is not None:
            self.playback.play_original(own)
        self._update()

    def _faster(self) -> None:
        if not self.playing:
            self.toggle()
        else:
            self._step_rate(+1)

    def _slower(self) -> None:
        """Play slower; while paused, go back a second."""
        if self.playing:
            self._step_rate(-1)
        else:
            second = self._context.state.frame_at(1.0)
            self._context.playhead.move(self._context.playhead.frame - second)

    def _step_rate(self, step: int) -> None:
        index = _RATES.index(self._rate) + step
        self._set_rate(_RATES[max(0, min(index, len(_RATES) - 1))])

    def _set_rate(self, rate: float) -> None:
        self._rate = rate
        if self.playback is not None:
            self.playback.set_rate(rate)
        self._update()

    def _on_picture(self, ref: str, _path: str) -> None:
        shot = self._context.state.shot_at(self._context.playhead.frame)
        if shot is not None and shot.ref == ref:
            self._show_still()

    def _show_still(self) -> None:
        """Show the shot's thumbnail while no film is loaded for the playhead."""
        if self.playback is not None and self._covers_playhead():
            return
        shot = self._context.state.shot_at(self._context.playhead.frame)
        path = self._context.state.pictures.get(shot.ref, "") if shot is not None else ""
        if path != self._still:
            self._still = path
            self._screen.show_picture(QPixmap(path) if path else None)

    def _forget(self) -> None:
        self.stop()
        self._clip, self._loaded, self._waiting_for = None, ("", ""), ""
        self._still = ""
        self._screen.show_picture(None)
        self._on_moved(self._context.playhead.frame)
        self._update()

    def _update(self) -> None:
        self._time.setAccessibleName(self.tr("Timecode"))
        for name, button in self._buttons.items():
            button.setAccessibleName(self._context.actions[name].text())
        own = self._context.actions["original"].isChecked()
        rate = "" if self._rate == 1.0 else f"  {self._rate:g}×"
        heard = self.tr("Original") if own else ""
        self._screen.show_caption((heard + rate).strip())
        if self.playback is None:
            self._screen.show_words(self._missing_words())
        elif not self._waiting_for:
            self._screen.show_words(self.tr("Space plays the selection in context."))

    def _missing_words(self) -> str:
        return self.tr(
            "Picture and sound need QtMultimedia, which is not installed: "
            "pip install PySide6-Addons. Until then, takes open in your system's player."
        )

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._update()
        super().changeEvent(event)


def _shown_take(job: JobView | None) -> TakeView | None:
    """The take to play: the chosen one, else the first that is rendered."""
    rendered = [take for take in job.takes if take.path] if job is not None else []
    return next((take for take in rendered if take.chosen), next(iter(rendered), None))


def _qt_playback(parent: QWidget) -> Playback | None:
    return Playback(parent) if is_available() else None
