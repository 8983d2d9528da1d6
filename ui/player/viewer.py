"""The viewer: a take alone, or in its place under the picture, against the original."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.views import JobView, TakeView

from ..bench import Bench
from ..panels.button_row import action_button
from ..theme.metrics import STEP, inset
from .backend import Backend, is_available
from .screen import Screen

_ON_FROM_PLAYHEAD_S = 20
_RATES = (0.25, 0.5, 1.0, 1.5, 2.0, 4.0)


class Viewer(QWidget):
    """Screen and transport. Without QtMultimedia it says so and opens files elsewhere."""

    def __init__(
        self,
        bench: Bench,
        parent: QWidget | None = None,
        make_backend: Callable[[QWidget], Backend | None] | None = None,
    ) -> None:
        super().__init__(parent)
        self._bench = bench
        self.backend = (make_backend or _real_backend)(self)
        self._reel: messages.ReelMade | None = None  # what is loaded, if it is a reel
        self._wanted: tuple[str, str] = ("", "")  # job and take of the reel asked for
        self._loaded: tuple[str, str] = ("", "")
        self._waiting_for = ""
        self._still = ""  # path of the thumbnail that is shown
        self._warned = False  # of a missing sound device, once
        self._rate = 1.0
        self._buttons: dict[str, QToolButton] = {}
        self._screen = Screen(self)
        self._time = QLabel(self)
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
        button = self._buttons[name] = action_button(self._bench.actions, name, self)
        return button

    def _connect(self) -> None:
        actions = self._bench.actions
        for name, slot in (
            ("play", self.toggle), ("stop", self.pause), ("play_on", self._faster),
            ("play_back", self._slower), ("play_take", self._play_current_take),
        ):  # fmt: skip
            actions[name].triggered.connect(slot)
        actions["original"].toggled.connect(self._on_original)
        self._bench.link.heard.connect(self._on_fact)
        self._bench.playhead.moved.connect(self._on_moved)
        self._bench.selection.current_changed.connect(self._update)
        self._bench.state.picture_ready.connect(self._on_picture)
        for signal in (self._bench.state.opened, self._bench.state.closed):
            signal.connect(self._forget)
        if self.backend is not None:
            self.backend.frame_shown.connect(self._screen.show_picture)
            self.backend.position_changed.connect(self._on_position)
            self.backend.failed.connect(self._on_failed)
            self.backend.playing_changed.connect(self._update)

    # -- what can be played -----------------------------------------------------------

    @property
    def playing(self) -> bool:
        """Whether anything plays now."""
        return self.backend is not None and self.backend.playing

    def toggle(self) -> None:
        """Play in place, or pause."""
        if self.playing:
            self.pause()
            return
        wanted = self._current()
        if self._reel is not None and wanted == self._loaded and self._covers_playhead():
            self._start()
        else:
            self.play_in_place(*wanted)

    def play_job(self, ref: str) -> None:
        """Play a job's chosen take in its place."""
        job = self._bench.state.jobs.get(ref)
        take = _shown_take(job)
        self.play_in_place(ref if take is not None else "", take.key if take else "")

    def play_in_place(self, ref: str, key: str) -> None:
        """Play a take under its picture; without one, the film from the playhead on."""
        if not self._bench.state.is_open:
            return
        self._wanted = (ref, key)
        self._screen.show_words(self.tr("Preparing the picture…"))
        if ref:
            self._waiting_for = self._bench.link.order(
                messages.MakeReel, ref=ref, key=key, on_refused=self._on_refused
            )
            return
        start = self._bench.playhead.frame
        length = self._bench.state.frame_at(_ON_FROM_PLAYHEAD_S)
        frames = max(1, min(length, self._bench.state.frames - start))
        self._waiting_for = self._bench.link.order(
            messages.MakeReel, start=start, frames=frames, on_refused=self._on_refused
        )

    def play_take(self, ref: str, key: str) -> None:
        """Play a take alone."""
        job = self._bench.state.jobs.get(ref)
        for take in job.takes if job else ():
            if take.key == key and take.path:
                self.play_sound(take.path)

    def play_sound(self, path: str) -> None:
        """Play a sound file; in the system's own player where this one cannot."""
        self._reel, self._loaded = None, ("", "")
        if self.backend is None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(path))
            return
        self._bench.actions["original"].setChecked(False)
        self.backend.load(path)
        self._start()

    def pause(self) -> None:
        """Stand still, at the usual speed."""
        self._set_rate(1.0)
        if self.backend is not None:
            self.backend.pause()

    def stop(self) -> None:
        """Let go of the file."""
        if self.backend is not None:
            self.backend.stop()

    # -- inside -----------------------------------------------------------------------

    def _current(self) -> tuple[str, str]:
        job = self._bench.state.jobs.get(self._bench.selection.current)
        take = _shown_take(job)
        return (job.ref, take.key) if job is not None and take is not None else ("", "")

    def _play_current_take(self) -> None:
        ref, key = self._current()
        if ref:
            self.play_take(ref, key)
        else:
            self._bench.notices.note(
                self.tr("There is no take to play."),
                self.tr("Select a line or shot and generate it first."),
            )

    def _covers_playhead(self) -> bool:
        reel, frame = self._reel, self._bench.playhead.frame
        return reel is not None and reel.start <= frame < reel.start + reel.frames

    def _on_fact(self, fact: messages.Fact) -> None:
        if isinstance(fact, messages.ReelMade) and fact.id == self._waiting_for:
            self._waiting_for = ""
            self._show_reel(fact)

    def _show_reel(self, reel: messages.ReelMade) -> None:
        if self.backend is None:
            self._screen.show_words(self._missing_words())
            QDesktopServices.openUrl(QUrl.fromLocalFile(reel.path))
            return
        self._reel, self._loaded, self._still = reel, self._wanted, ""
        self.backend.load(reel.path, reel.original_path)
        self._on_original(self._bench.actions["original"].isChecked())
        if not self.backend.has_sound_device and not self._warned:
            self._warned = True
            self._bench.notices.warn(
                self.tr("This machine has no sound device: nothing will be heard."),
                self.tr("Connect one; the picture plays all the same."),
            )
        self._start()

    def _start(self) -> None:
        if self.backend is not None:
            self.backend.play()

    def _on_refused(self, fact: messages.Refused) -> None:
        self._waiting_for = ""
        self._update()
        self._bench.notices.refused(fact)

    def _on_failed(self, words: str) -> None:
        self._bench.notices.error(
            self.tr("This cannot be played: {}").format(words),
            self.tr("The file itself is kept; open it in another player."),
        )

    def _on_position(self, seconds: float) -> None:
        if self._reel is not None:
            self._bench.playhead.move(self._reel.start + self._bench.state.frame_at(seconds))

    def _on_moved(self, frame: int) -> None:
        """Follow the playhead when somebody else moves it."""
        self._time.setText(self._bench.state.timecode(frame))
        self._show_still()
        if self._reel is None or self.backend is None:
            return
        if not self._covers_playhead():
            self.backend.pause()
        else:
            wanted = self._bench.state.seconds(frame - self._reel.start)
            if abs(wanted - self.backend.position) > 2 * self._bench.state.seconds(1):
                self.backend.seek(wanted)

    def _on_original(self, own: bool) -> None:
        if self.backend is not None:
            self.backend.hear_own(own)
        self._update()

    def _faster(self) -> None:
        if not self.playing:
            self.toggle()
        else:
            self._step_rate(+1)

    def _slower(self) -> None:
        """Slower while it plays, a second back while it stands."""
        if self.playing:
            self._step_rate(-1)
        else:
            second = self._bench.state.frame_at(1.0)
            self._bench.playhead.move(self._bench.playhead.frame - second)

    def _step_rate(self, step: int) -> None:
        index = _RATES.index(self._rate) + step
        self._set_rate(_RATES[max(0, min(index, len(_RATES) - 1))])

    def _set_rate(self, rate: float) -> None:
        self._rate = rate
        if self.backend is not None:
            self.backend.set_rate(rate)
        self._update()

    def _on_picture(self, ref: str, _path: str) -> None:
        shot = self._bench.state.shot_at(self._bench.playhead.frame)
        if shot is not None and shot.ref == ref:
            self._show_still()

    def _show_still(self) -> None:
        """While no film is loaded for the playhead, its shot's thumbnail stands in."""
        if self.backend is not None and self._covers_playhead():
            return
        shot = self._bench.state.shot_at(self._bench.playhead.frame)
        path = self._bench.state.pictures.get(shot.ref, "") if shot is not None else ""
        if path != self._still:
            self._still = path
            self._screen.show_picture(QPixmap(path) if path else None)

    def _forget(self) -> None:
        self.stop()
        self._reel, self._loaded, self._waiting_for = None, ("", ""), ""
        self._still = ""
        self._screen.show_picture(None)
        self._on_moved(self._bench.playhead.frame)
        self._update()

    def _update(self) -> None:
        self._time.setAccessibleName(self.tr("Timecode"))
        for name, button in self._buttons.items():
            button.setAccessibleName(self._bench.actions[name].text())
        own = self._bench.actions["original"].isChecked()
        rate = "" if self._rate == 1.0 else f"  {self._rate:g}×"
        heard = self.tr("Original") if own else ""
        self._screen.show_caption((heard + rate).strip())
        if self.backend is None:
            self._screen.show_words(self._missing_words())
        elif not self._waiting_for:
            self._screen.show_words(self.tr("Space plays the selection in its place."))

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
    """The take that is heard: the chosen one, else the first that is rendered."""
    rendered = [take for take in job.takes if take.path] if job is not None else []
    return next((take for take in rendered if take.chosen), next(iter(rendered), None))


def _real_backend(parent: QWidget) -> Backend | None:
    return Backend(parent) if is_available() else None
