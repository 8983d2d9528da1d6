"""What was read of an open timeline: shots, cues, and which subtitle files cannot be used."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from deepaudio_plugin.core.errors import DeepAudioError, SubtitleError
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.core.problems import Problem, number
from deepaudio_plugin.decisions.added import AddedLine, not_yet_read
from deepaudio_plugin.decisions.apply import settle
from deepaudio_plugin.decisions.edited import without_fulfilled
from deepaudio_plugin.decisions.model import Decisions
from deepaudio_plugin.project.contents import Contents
from deepaudio_plugin.project.opening import read_usable_cues
from deepaudio_plugin.subtitles.material import Material, seen_of, with_cues
from deepaudio_plugin.timeline.document import Document

Read = tuple[Material, dict[Path, SubtitleError]]
"""Shots and cues, and why files of subtitles are left out."""


class Reader:
    """Reads one timeline, as often as it has to be, and keeps what was read last."""

    def __init__(self, document: Document) -> None:
        self.contents = Contents.of(Material(document, (), (), ()))
        self.failures: Mapping[Path, SubtitleError] = {}
        self.notes: list[Problem] = []  # on lines that the subtitles have by now
        self._document = document

    def see(self, options: RenderOptions) -> Material:
        """The shots; the cues are still to be read."""
        return seen_of(self._document, options)

    def read(self, seen: Material, options: RenderOptions, decisions: Decisions) -> Decisions:
        """Read the cues; decisions under the references that there are now."""
        return self.take(read_usable_cues(seen, options), decisions)

    def take(self, read: Read, decisions: Decisions) -> Decisions:
        """Keep what was read; decisions under the references that there are now."""
        material, self.failures = read
        self.contents = Contents.of(material, not_yet_read(decisions.added, material.cues))
        settled, _ = settle(decisions, self.contents.fingerprints)
        kept, found = without_fulfilled(settled, material.cues)
        if found:
            lines = number(found, "added line")
            message = f"{lines} stand in the subtitles by now, and are those of the subtitles"
            self.notes.append(Problem(self._document.path.name, message, note=True))
        return kept

    def look_again(self, options: RenderOptions) -> Read:
        """Read files that have changed; nothing is kept of it.

        Raises SubtitleError for one that could be read before and cannot now.
        """
        read = read_usable_cues(self.see(options), options)
        new = [why for path, why in read[1].items() if path not in self.failures]
        if new:
            raise new[0]
        return read

    def check_usable(
        self, options: RenderOptions, before: Sequence[Path], added: Sequence[Path]
    ) -> None:
        """Raise SubtitleError when one of the added subtitle files cannot be used."""
        tried = (*(path for path in before if path not in self.failures), *added)
        seen = replace(self.contents.read, cues=(), problems=())
        with_cues(seen, replace(options, subtitles=tried))

    def add_lines(self, added: Mapping[str, AddedLine]) -> None:
        """Have these lines beside what was read."""
        self.contents = Contents.of(self.contents.read, added)

    @contextlib.contextmanager
    def as_before(self) -> Iterator[None]:
        """When it cannot be planned, what was read is as it was."""
        before = self.contents, self.failures
        try:
            yield
        except DeepAudioError:
            self.contents, self.failures = before
            raise
