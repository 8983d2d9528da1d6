"""Plays a film with two synchronous sounds: the generated one and the original."""

from __future__ import annotations

import importlib.util
from typing import Any

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QImage

_DRIFT_MS = 80
"""If the two sounds drift apart by more than this, they are synchronised again."""


def is_available() -> bool:
    """Whether QtMultimedia is installed: hosts have it, PySide6-Essentials does not."""
    return importlib.util.find_spec("PySide6.QtMultimedia") is not None


class Playback(QObject):
    """Plays one file and, if asked, the film's original sound instead of its own.

    Signals:
        position_changed(float): seconds into the file.
        playing_changed(bool).
        frame_shown(QImage): a picture of the film.
        finished: the end of the file is reached.
        failed(str): it cannot be played, and why.
    """

    position_changed = Signal(float)
    playing_changed = Signal(bool)
    frame_shown = Signal(QImage)
    finished = Signal()
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        from PySide6.QtMultimedia import QAudioOutput, QMediaDevices, QMediaPlayer, QVideoSink

        self._kind = QMediaPlayer
        self._devices: Any = QMediaDevices
        self._generated = QMediaPlayer(self)
        self._generated_output = QAudioOutput(self)
        self._sink = QVideoSink(self)
        self._generated.setVideoSink(self._sink)
        self._original = QMediaPlayer(self)
        self._original_output = QAudioOutput(self)
        self._original_output.setMuted(True)
        self._has_original = False
        self._sink.videoFrameChanged.connect(self._on_frame)
        self._generated.positionChanged.connect(self._on_position)
        self._generated.playbackStateChanged.connect(self._on_state)
        self._generated.mediaStatusChanged.connect(self._on_status)
        self._generated.errorOccurred.connect(lambda _error, words: self.failed.emit(words))

    @property
    def has_sound_device(self) -> bool:
        """Whether this machine has a sound device."""
        return bool(self._devices.audioOutputs())

    @property
    def playing(self) -> bool:
        """Whether it is playing now."""
        return bool(self._generated.playbackState() == self._kind.PlaybackState.PlayingState)

    @property
    def position(self) -> float:
        """Seconds into the file."""
        return float(self._generated.position() / 1000)

    def load(self, path: str, original_path: str = "") -> None:
        """Load another file, and the film's original sound over the same range."""
        self.stop()
        self._choose_outputs()
        self._generated.setSource(QUrl.fromLocalFile(path))
        self._has_original = bool(original_path)
        self._original.setSource(QUrl.fromLocalFile(original_path) if original_path else QUrl())

    def _choose_outputs(self) -> None:
        """Hear it where there is a device; without one Qt's decoder may end the process."""
        if self.has_sound_device:
            self._generated.setAudioOutput(self._generated_output)
            self._original.setAudioOutput(self._original_output)

    def play(self) -> None:
        """Play from the current position."""
        self._generated.play()
        if self._has_original:
            self._original.setPosition(self._generated.position())
            self._original.play()

    def pause(self) -> None:
        """Pause."""
        self._generated.pause()
        self._original.pause()

    def stop(self) -> None:
        """Stop and go to the beginning."""
        self._generated.stop()
        self._original.stop()

    def seek(self, seconds: float) -> None:
        """Go to a position in the file."""
        for player in (self._generated, self._original):
            player.setPosition(max(0, round(seconds * 1000)))

    def set_rate(self, rate: float) -> None:
        """Set the speed; 1 is normal."""
        for player in (self._generated, self._original):
            player.setPlaybackRate(rate)

    def play_original(self, own: bool) -> None:
        """Play the original sound instead of the generated one."""
        self._generated_output.setMuted(own)
        self._original_output.setMuted(not own)

    def _on_frame(self, frame: Any) -> None:
        image = frame.toImage()
        if not image.isNull():
            self.frame_shown.emit(image)

    def _on_position(self, position: int) -> None:
        if (
            self._has_original
            and self.playing
            and abs(self._original.position() - position) > _DRIFT_MS
        ):
            self._original.setPosition(position)
        self.position_changed.emit(position / 1000)

    def _on_state(self, _state: object) -> None:
        self.playing_changed.emit(self.playing)

    def _on_status(self, status: object) -> None:
        if status == self._kind.MediaStatus.EndOfMedia:
            self._original.pause()
            self.finished.emit()
