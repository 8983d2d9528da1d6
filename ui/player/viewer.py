"""The viewer: the screen, and the buttons that play a timeline or a take."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from ..panel_context import PanelContext
from ..panels.button_row import action_button
from ..state.backend_words import in_window
from ..state.numbers import percent, short
from ..theme.metrics import STEP, inset
from ..theme.plain_text import PlainLabel
from .deck import Deck
from .meters import MasterMeter
from .output import SoundOutput
from .screen import Screen

_BUTTONS = ("frame_back", "play", "frame_on", "loop", "play_through", "play_take", "original")
_LATE_MS = 150  # from then on it is said that a picture is not ready
_STILL_HEIGHTS = (180, 1080)


class Viewer(QWidget):
    """Screen and transport. Without QtMultimedia takes open in the system's player."""

    def __init__(
        self,
        context: PanelContext,
        parent: QWidget | None = None,
        make_output: Callable[[QWidget], SoundOutput] | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self.deck = Deck(context, self, make_output(self) if make_output is not None else None)
        self.player = self.deck.player
        self._screen = Screen(self)
        self.meter = MasterMeter(self)
        self.shown_frame = -1  # whose picture is on the screen; -1 for none
        self._still = ""  # path of the thumbnail that is shown meanwhile
        self._buttons: dict[str, QToolButton] = {}
        self._time = PlainLabel(self)
        self._late = QTimer(self, singleShot=True, interval=_LATE_MS)
        self._build()
        self._connect()
        self._update()

    # -- building ---------------------------------------------------------------------

    def _build(self) -> None:
        bar = QHBoxLayout()
        inset(bar, down=STEP)
        bar.setSpacing(STEP)
        for name in _BUTTONS:
            button = self._buttons[name] = action_button(self._context.actions, name, self)
            bar.addWidget(button)
        bar.addStretch(1)
        bar.addWidget(self._time)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        picture = QHBoxLayout()
        picture.setSpacing(0)
        picture.addWidget(self._screen, 1)
        picture.addWidget(self.meter)
        layout.addLayout(picture, 1)
        layout.addLayout(bar)
        font = self._time.font()
        font.setStyleHint(font.StyleHint.Monospace)
        self._time.setFont(font)
        self._time.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def _connect(self) -> None:
        actions, player, state = self._context.actions, self.player, self._context.state
        actions["original"].toggled.connect(self._update)
        self._context.playhead.moved.connect(self._on_moved)
        state.picture_ready.connect(self._on_thumbnail)
        for signal in (state.opened, state.closed):
            signal.connect(self._forget)
        player.picture.shown.connect(self._on_shown)
        player.picture.prepared_changed.connect(self._tell_preparing)
        player.nothing_there.connect(self._on_nothing_there)
        player.playing_changed.connect(self._on_playing)
        player.speed_changed.connect(self._update)
        player.metered.connect(self.meter.show_meter)
        self._late.timeout.connect(self._tell_preparing)
        self._screen.resized.connect(self._on_resized)

    @property
    def playing(self) -> bool:
        """Whether anything plays now."""
        return self.player.playing

    # -- the screen -------------------------------------------------------------------

    def _on_moved(self, frame: int) -> None:
        self._time.setText(self._context.state.timecode(frame))
        if frame != self.shown_frame and not self._late.isActive():
            self._late.start()

    def _on_shown(self, frame: int, image: QImage) -> None:
        self.shown_frame, self._still = frame, ""
        self._screen.show_picture(image)
        if frame == self._context.playhead.frame:
            self._late.stop()
        self._tell_preparing()

    def _on_nothing_there(self, frame: int, problem: str) -> None:
        """A gap is black; a picture that cannot be shown says why, as its shot does."""
        shot = self._context.state.shot_at(frame)
        if shot is not None and not problem:
            problem = shot.problem
        if frame == self._context.playhead.frame:
            self.shown_frame, self._still = frame, ""
            self._screen.show_picture(None)
            self._screen.show_words(in_window(problem))
            self._late.stop()
            self._tell_preparing()

    def _tell_preparing(self) -> None:
        """Say that the picture is not ready where one looks for it."""
        frame, picture = self._context.playhead.frame, self.player.picture
        reel = picture.reel_at(frame)
        behind = frame != self.shown_frame and not self._late.isActive()
        missing = self._context.state.shot_at(frame) is not None and reel is None
        if behind and missing:
            share = percent(picture.prepared / picture.total if picture.total else 0.0)
            self._screen.show_note(self.tr("Preparing the picture: {}").format(share))
            self._show_thumbnail()
        else:
            self._screen.show_note(in_window(self.player.note_at(frame)))

    def _on_thumbnail(self, ref: str, _path: str) -> None:
        shot = self._context.state.shot_at(self._context.playhead.frame)
        if shot is not None and shot.ref == ref and self.shown_frame < 0:
            self._show_thumbnail()

    def _show_thumbnail(self) -> None:
        """Until a frame of a shot is there, show what the shot looks like."""
        state, frame = self._context.state, self._context.playhead.frame
        shot = state.shot_at(frame)
        if shot is None or shot.start <= self.shown_frame < shot.start + shot.frames:
            return
        path = state.pictures.get(shot.ref, "")
        if path and path != self._still:
            self._still, self.shown_frame = path, -1
            self._screen.show_picture(QPixmap(path))

    def _on_resized(self) -> None:
        low, high = _STILL_HEIGHTS
        pixels = round(self._screen.height() * self.devicePixelRatioF())
        self.player.still_height = max(low, min(high, -(-pixels // 60) * 60))
        self.player.look_again()

    def _forget(self) -> None:
        self.shown_frame, self._still = -1, ""
        self._late.stop()
        self._screen.show_picture(None)
        self._screen.show_note("")
        self.meter.reset()
        self._on_moved(self._context.playhead.frame)
        self._update()

    def _on_playing(self, playing: bool) -> None:
        self._context.actions.show_icon("play", "pause" if playing else "")
        if playing:
            self.meter.reset()
        self._update()

    def _update(self) -> None:
        self._time.setAccessibleName(self.tr("Timecode"))
        self.meter.setAccessibleName(self.tr("Level and true peak"))
        self.meter.setToolTip(
            self.tr("Level of both sides, and the highest true peak since it began to play")
        )
        for name, button in self._buttons.items():
            button.setAccessibleName(self._context.actions[name].text())
        own = self._context.actions["original"].isChecked()
        speed = self.player.speed
        told = "" if speed == 1.0 else f"  {'◀ ' if speed < 0 else ''}{short(abs(speed))}×"
        heard = self.tr("Original") if own else ""
        self._screen.show_caption((heard + told).strip())
        if not self._context.state.is_open:
            self._screen.show_words(self.tr("Space plays from the playhead."))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._update()
        super().changeEvent(event)
