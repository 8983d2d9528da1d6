"""A film with two sounds, ours and its own, played in step."""

from __future__ import annotations

import importlib.util
from typing import Any

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QImage

_DRIFT_MS = 80
"""Farther apart than this the two sounds are set together again."""


def is_available() -> bool:
    """Whether QtMultimedia is installed; hosts bring it, PySide6-Essentials does not."""
    return importlib.util.find_spec("PySide6.QtMultimedia") is not None


class Backend(QObject):
    """Plays one file, and beside it the film's own sound.

    Signals:
        position_changed(float): seconds into the file.
        playing_changed(bool).
        frame_shown(QImage): a picture of the film.
        finished: the file is over.
        failed(str): it cannot be played, in words.
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
        self._ours = QMediaPlayer(self)
        self._ours_out = QAudioOutput(self)
        self._ours.setAudioOutput(self._ours_out)
        self._sink = QVideoSink(self)
        self._ours.setVideoSink(self._sink)
        self._own = QMediaPlayer(self)
        self._own_out = QAudioOutput(self)
        self._own.setAudioOutput(self._own_out)
        self._own_out.setMuted(True)
        self._has_own = False
        self._sink.videoFrameChanged.connect(self._on_frame)
        self._ours.positionChanged.connect(self._on_position)
        self._ours.playbackStateChanged.connect(self._on_state)
        self._ours.mediaStatusChanged.connect(self._on_status)
        self._ours.errorOccurred.connect(lambda _error, words: self.failed.emit(words))

    @property
    def has_sound_device(self) -> bool:
        """Whether anything can be heard on this machine."""
        return bool(self._devices.audioOutputs())

    @property
    def playing(self) -> bool:
        """Whether it is playing now."""
        return bool(self._ours.playbackState() == self._kind.PlaybackState.PlayingState)

    @property
    def position(self) -> float:
        """Seconds into the file."""
        return float(self._ours.position() / 1000)

    def load(self, path: str, own_path: str = "") -> None:
        """Take another file, with the film's own sound over the same range."""
        self.stop()
        self._ours.setSource(QUrl.fromLocalFile(path))
        self._has_own = bool(own_path)
        self._own.setSource(QUrl.fromLocalFile(own_path) if own_path else QUrl())

    def play(self) -> None:
        """Go on from where it stands."""
        self._ours.play()
        if self._has_own:
            self._own.setPosition(self._ours.position())
            self._own.play()

    def pause(self) -> None:
        """Stand still."""
        self._ours.pause()
        self._own.pause()

    def stop(self) -> None:
        """Stand at the beginning."""
        self._ours.stop()
        self._own.stop()

    def seek(self, seconds: float) -> None:
        """Go to a place in the file."""
        for player in (self._ours, self._own):
            player.setPosition(max(0, round(seconds * 1000)))

    def set_rate(self, rate: float) -> None:
        """Play faster or slower; 1 is as it is."""
        for player in (self._ours, self._own):
            player.setPlaybackRate(rate)

    def hear_own(self, own: bool) -> None:
        """Hear the film's own sound instead of ours."""
        self._ours_out.setMuted(own)
        self._own_out.setMuted(not own)

    def _on_frame(self, frame: Any) -> None:
        image = frame.toImage()
        if not image.isNull():
            self.frame_shown.emit(image)

    def _on_position(self, position: int) -> None:
        if self._has_own and self.playing and abs(self._own.position() - position) > _DRIFT_MS:
            self._own.setPosition(position)
        self.position_changed.emit(position / 1000)

    def _on_state(self, _state: object) -> None:
        self.playing_changed.emit(self.playing)

    def _on_status(self, status: object) -> None:
        if status == self._kind.MediaStatus.EndOfMedia:
            self._own.pause()
            self.finished.emit()
