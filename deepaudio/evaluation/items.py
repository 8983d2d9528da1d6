"""One entry of a benchmark's list, whatever the list looks like."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Item:
    """What is to be generated, and what it is compared with. What a list does not say is empty."""

    id: str  # names its files: <id>.wav
    where: str = ""  # file and line of the list
    other_names: tuple[str, ...] = ()  # under which its files may be found, too
    video: Path | None = None
    audio: Path | None = None  # the true sound: the target, "ground truth"
    text: str = ""  # what is said
    speaker: str = ""
    caption: str = ""  # what is heard
    prompt_audio: Path | None = None  # the voice to speak with
    prompt_text: str = ""
    prompt_video: Path | None = None
    start_s: float | None = None  # of video and audio, as a range
    end_s: float | None = None
    cue: tuple[float, float] | None = None  # when the line is to be spoken, within the range
    events_s: tuple[float, ...] | None = None  # when something is heard, within the range
    speakers: dict[str, str] = field(default_factory=dict)  # all that each of several says

    @property
    def names(self) -> tuple[str, ...]:
        """Every name of its files, the first the usual one."""
        return (self.id, *self.other_names)
