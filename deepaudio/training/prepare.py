"""Features of a list's clips, each computed once: resumable, and shared out among machines.

A clip's key is of the content of its files, its range, its words and what encodes them. What a
folder has a key for is not computed again. Clips that are left out are named in a table,
`left-out-….tsv`, with the reason, and counted.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from torch import Tensor

from deepaudio.training.config import SOUND_STAGES, STAGES
from deepaudio.training.encoding import ClipFeatures, LeftOutError
from deepaudio.training.lists import ListedClip
from deepaudio.training.shards import Head, ShardWriter, rows
from deepaudio_plugin.core.errors import MediaError, MediaMissingError, UsageError
from deepaudio_plugin.core.files import digest_of, output_errors, write_bytes


class Encoding(Protocol):
    """What makes features; `Encoders` is one."""

    def identity(self, stage: str) -> dict[str, str]:
        """What features depend on beside the clip."""

    def extras(self, stage: str) -> dict[str, Tensor]:
        """What all clips of a stage share."""

    def features(self, clip: ListedClip, stage: str) -> ClipFeatures:
        """Features of a clip. Raises LeftOutError or MediaError."""


@dataclass(frozen=True)
class ListShare:
    """Which of several machines or processes this is: number 1 to `count`."""

    number: int = 1
    count: int = 1

    @property
    def name(self) -> str:
        """As it stands in names of files."""
        return f"{self.number}of{self.count}"


@dataclass
class Report:
    """What came of a list."""

    made: int = 0
    already: int = 0
    others: int = 0  # clips that the folder has and the list has not: they are trained on too
    left_out: list[tuple[str, str, str]] = field(default_factory=list)  # id, kind, reason
    table: Path = Path()

    def line(self) -> str:
        """All of it, for a person."""
        kinds = Counter(kind for _, kind, _ in self.left_out)
        why = ", ".join(f"{kind}: {count}" for kind, count in kinds.most_common())
        left = f"; left out {len(self.left_out)} ({why}), see {self.table}" if kinds else ""
        others = f"; {self.others} more in the folder are not in this list" if self.others else ""
        made = "1 clip" if self.made == 1 else f"{self.made} clips"
        return f"{made} prepared, {self.already} were here already{others}{left}"


def prepare(
    clips: Sequence[ListedClip],
    stage: str,
    out: Path,
    encoding: Encoding,
    *,
    part: ListShare | None = None,
    on_clip: Callable[[int, int, str], None] = lambda *_: None,
) -> Report:
    """Make the features of `clips` for `stage` in the folder `out`.

    `on_clip` is told number, total and id. Raises UsageError when the folder holds features of
    another kind, DiskFullError or OutputError when it cannot be written.
    """
    if stage not in STAGES:
        raise UsageError(f"there is no stage {stage!r}", hint=f"Stages: {', '.join(STAGES)}.")
    part = part or ListShare()
    head = Head("sound" if stage in SOUND_STAGES else "speech", stage, encoding.identity(stage))
    head.write(out, encoding.extras(stage))
    work = _Work(head, out, encoding, part)
    own = list(enumerate(clips))[part.number - 1 :: part.count]
    try:
        for count, (number, clip) in enumerate(own, 1):
            on_clip(count, len(own), clip.id)
            work.take(number, clip)
    except KeyboardInterrupt:
        work.writer.flush()
        raise
    work.writer.flush()
    if part.count == 1:  # else the folder has the other parts' clips
        work.count_others()
    work.write_table()
    return work.report


class _Work:
    """A list on its way."""

    def __init__(self, head: Head, out: Path, encoding: Encoding, part: ListShare) -> None:
        self.head, self.out, self.encoding = head, out, encoding
        self.writer = ShardWriter(out, part.name)
        self.report = Report(table=out / f"left-out-{part.name}.tsv")
        self._known: set[str] = set()
        self._taken: dict[str, str] = {}  # ids by keys
        self._digests: dict[tuple[str, int, int], str] = {}  # by path, size and time of change
        for row in rows(out):
            self._known.add(row["key"])
            self._digests |= {(p, size, time): sha for p, size, time, sha in row["files"]}

    def take(self, number: int, clip: ListedClip) -> None:
        """Prepare a clip, or note why not."""
        try:
            key = self._key(clip)
            if key in self._taken:
                raise LeftOutError("twice", f"{self._taken[key]} is the same clip")
            if key in self._known:
                self._taken[key] = clip.id
                self.report.already += 1
                return
            found = self.encoding.features(clip, self.head.stage)
        except MediaMissingError as error:
            self._leave_out(clip, "missing", str(error))
        except MediaError as error:
            self._leave_out(clip, "unreadable", str(error))
        except LeftOutError as error:
            self._leave_out(clip, error.kind, str(error))
        else:
            self._taken[key] = clip.id
            self.writer.add(self._row(key, number, clip, found), found.tensors)
            self.report.made += 1

    def count_others(self) -> None:
        """Count what lists before this one left in the folder, such as a clip's former words."""
        self.report.others = len(self._known - self._taken.keys())

    def write_table(self) -> None:
        """Name what was left out; no table where nothing was."""
        path = self.report.table
        with output_errors(path):
            if not self.report.left_out:
                path.unlink(missing_ok=True)
                return
            lines = ["id\twhy\tmore", *("\t".join(row) for row in self.report.left_out)]
            write_bytes(path, ("\n".join(lines) + "\n").encode())

    def _key(self, clip: ListedClip) -> str:
        """Raises MediaMissingError or MediaError."""
        files = [self._digest(path) for path in (clip.video, clip.sound) if path]
        said = [clip.start_s, clip.end_s, clip.text, clip.caption, bool(clip.video)]
        whole = json.dumps([self.head.stage, self.head.encoders, files, said], sort_keys=True)
        return hashlib.sha256(whole.encode()).hexdigest()[:32]

    def _digest(self, path: str) -> str:
        try:
            stamp = _stamp(path)
            if stamp not in self._digests:
                self._digests[stamp] = digest_of(Path(path))
        except FileNotFoundError as error:
            raise MediaMissingError("there is no such file", where=path) from error
        except OSError as error:
            raise MediaError(f"cannot be read ({error.strerror})", where=path) from error
        return self._digests[stamp]

    def _leave_out(self, clip: ListedClip, kind: str, reason: str) -> None:
        self.report.left_out.append((clip.id, kind, " ".join(reason.split())))

    def _row(
        self, key: str, number: int, clip: ListedClip, found: ClipFeatures
    ) -> dict[str, object]:
        return {
            "key": key,
            "number": number,
            "id": clip.id,
            "frames": found.frames,
            "has_video": found.has_video,
            "speaker": clip.speaker,
            "split": clip.split,
            "licence": clip.licence,
            "files": [
                [*_stamp(path), self._digest(path)]
                for path in dict.fromkeys((clip.video, clip.sound))
                if path
            ],
        }


def _stamp(path: str) -> tuple[str, int, int]:
    """A file as it stands; a later run need not read it through again. Raises OSError."""
    facts = Path(path).stat()
    return path, facts.st_size, facts.st_mtime_ns
