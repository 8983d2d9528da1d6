"""What every scene has in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator

from drawing import layer, painting, vignette
from PySide6.QtGui import QImage, QPainter
from story import Contact


class Scene(ABC):
    """One media file: a plain take without cuts, longer than what the edit uses."""

    name: str
    frames: int
    start: int = 0  # timecode of the first frame, as a frame number
    crf: float = 24.0

    @abstractmethod
    def contacts(self) -> list[Contact]:
        """Where things meet, from the curves that move them."""

    @abstractmethod
    def paint(self, painter: QPainter, frame: int) -> None:
        """Draw one frame."""

    def image(self, frame: int) -> QImage:
        """One finished frame."""
        picture = layer()
        with painting(picture) as painter:
            self.paint(painter, frame)
            vignette(painter)
        return picture

    def render(self) -> Iterator[QImage]:
        """All frames."""
        for frame in range(self.frames):
            yield self.image(frame)

    def timecode(self) -> str | None:
        """``HH:MM:SS:FF`` of the first frame; None where the file begins at zero."""
        if not self.start:
            return None
        rest, frames = divmod(self.start, 24)
        rest, secs = divmod(rest, 60)
        hours, minutes = divmod(rest, 60)
        return f"{hours:02d}:{minutes:02d}:{secs:02d}:{frames:02d}"
