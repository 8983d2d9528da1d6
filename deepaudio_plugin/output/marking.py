"""The mark of generated sound: a statement in words, and a signed claim (C2PA) in each file.

Article 50 of the EU's AI Act asks that generated sound can be told by machines. Editing
programs drop metadata and chunks, so it is said in several places: in the file's description,
in its claim, on the clip, and in a list beside the files.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from deepaudio_plugin.core import riff
from deepaudio_plugin.core.files import (
    begin_private,
    copy,
    output_errors,
    replacing,
)
from deepaudio_plugin.core.leftovers import temp_name
from deepaudio_plugin.core.options import NO_MARK, RenderOptions
from deepaudio_plugin.core.problems import Problem, first_few
from deepaudio_plugin.core.protocol import OriginClaim
from deepaudio_plugin.core.statement import STATEMENT
from deepaudio_plugin.output.signing import BATCH, BackgroundSigning, SignedBatch
from deepaudio_plugin.output.written_files import WrittenFiles
from deepaudio_plugin.ownership.bwf import Broadcast, write_broadcast_wav
from deepaudio_plugin.rendering.progress import Watch
from deepaudio_plugin.worker_client.client import WorkerClient

NO_CONSENT = "nobody has written down who agreed"
"""Stands in a claim in place of a consent."""
_CHUNK = b"C2PA"
_DESCRIPTION_BYTES = 256  # at the beginning of `bext`
_STOPPED = "stopped before the timeline was written"


class Marker:
    """Writes the sounds of one write as Broadcast WAV, with what they claim where that is asked.

    Files are signed in the background. Use as a context manager: after it nothing is.
    """

    def __init__(self, signs: bool, worker: Callable[[], WorkerClient]) -> None:
        """`signs`: whether files are marked at all."""
        self.is_on = signs
        self._signing = BackgroundSigning(worker)
        self._waiting: list[OriginClaim] = []  # written, and to be signed
        self._staged: set[Path] = set()  # written under another name beside their own
        self._claims: dict[str, OriginClaim] = {}  # by the name of its file
        self._failed: dict[str, list[str]] = {}  # what is not signed, by the reason
        self._new_signer = ""

    def __enter__(self) -> Marker:
        return self

    def __exit__(self, *_: object) -> None:
        self._signing.close()
        for unsigned in self._staged:
            with suppress(OSError):
                unsigned.unlink(missing_ok=True)
        self._staged.clear()

    def write(
        self,
        source: Path,
        target: Path,
        facts: Broadcast,
        claim: OriginClaim | None,
        *,
        written: WrittenFiles,
        watch: Watch,
    ) -> None:
        """Copy a sound to its place, where it may be only after `flush`.

        Without a claim it is somebody's own and gets no mark. Raises as `write_broadcast_wav`
        does, and CancelledError.
        """
        with output_errors(target):
            if self.is_on and claim is not None:
                self._stage(source, facts, claim)
            else:
                write_broadcast_wav(source, target, facts)
                written.note(target)
        self._go_on(written, watch)

    def _stage(self, source: Path, facts: Broadcast, claim: OriginClaim) -> None:
        """Write it without its claim, to be signed with others."""
        said = replace(facts, description=f"{STATEMENT}. {facts.description}")
        unsigned = self._name_unsigned(Path(claim.path))
        write_broadcast_wav(source, unsigned, said, durable=False)
        self._waiting.append(replace(claim, unsigned=str(unsigned)))

    def _stage_again(self, claim: OriginClaim) -> None:
        """A file of ours that was written without a mark, now with the statement."""
        unsigned = self._name_unsigned(Path(claim.path))
        copy(Path(claim.path), unsigned)
        with unsigned.open("r+b") as file:
            if (at := _description_at(file)) is not None:
                file.seek(at)
                said = file.read(_DESCRIPTION_BYTES).rstrip(b"\0")
                file.seek(at)
                file.write((f"{STATEMENT}. ".encode() + said)[:_DESCRIPTION_BYTES])
        self._waiting.append(replace(claim, unsigned=str(unsigned)))

    def _name_unsigned(self, path: Path) -> Path:
        """A name beside `path`, so that what is written there can take its place."""
        unsigned = path.with_name(temp_name(path.suffix)).absolute()
        self._staged.add(unsigned)
        if path.is_file():
            begin_private(unsigned)
        return unsigned

    def flush(self, written: WrittenFiles, watch: Watch) -> None:
        """Have everything signed that waits; what cannot be is written without.

        Raises OutputError, DiskFullError and CancelledError.
        """
        self._hand_over(watch)
        self._take_back(written, watch, until_all=True)

    def _hand_over(self, watch: Watch) -> None:
        """Have what waits signed in the background."""
        waiting, self._waiting = self._waiting, []
        for first in range(0, len(waiting), BATCH):
            self._signing.begin(waiting[first : first + BATCH], watch)

    def _take_back(self, written: WrittenFiles, watch: Watch, *, until_all: bool) -> None:
        """Note what is signed by now; what cannot be is written without."""
        for batch in self._signing.answers(until_all=until_all):
            failed = self._heard(batch)
            for claim in batch.claims:
                if claim not in failed:
                    written.note(Path(claim.path))
            watch.check(_STOPPED)
            for claim in failed:
                if claim.unsigned:
                    with output_errors(Path(claim.path)):
                        _write_without(Path(claim.unsigned), Path(claim.path))
                written.note(Path(claim.path))
            self._remove_staged(batch.claims)

    def _remove_staged(self, claims: Sequence[OriginClaim]) -> None:
        """What was signed from another name than its own has it no more, or needs it no more."""
        for unsigned in (Path(claim.unsigned) for claim in claims if claim.unsigned):
            unsigned.unlink(missing_ok=True)
            self._staged.discard(unsigned)

    def sign_ours(self, claims: Sequence[OriginClaim], written: WrittenFiles, watch: Watch) -> None:
        """Have those files signed that carry no claim yet, and list all of them.

        Files that somebody has changed since we wrote them stay as they are.
        """
        if not self.is_on:
            return
        self._claims |= {Path(claim.path).name: claim for claim in claims}
        if self._failed:  # those of this write are without for a reason
            return
        for claim in claims:
            path = Path(claim.path)
            if not _lacks(path, written):
                continue
            if says_so(path):
                self._waiting.append(claim)
            else:
                with output_errors(path):
                    self._stage_again(claim)
            self._go_on(written, watch)
        self.flush(written, watch)

    def _go_on(self, written: WrittenFiles, watch: Watch) -> None:
        """Have a batch signed while the next is being written."""
        if len(self._waiting) >= BATCH:
            self._hand_over(watch)
            self._take_back(written, watch, until_all=False)

    def sign_film(self, claim: OriginClaim, watch: Watch) -> None:
        """Have a film carry its claim; `problems` tells why it does not. Raises CancelledError."""
        if self.is_on:
            self._signing.begin([claim], watch)
            for batch in self._signing.answers(until_all=True):
                self._heard(batch)
                watch.check(_STOPPED)

    def _heard(self, batch: SignedBatch) -> list[OriginClaim]:
        """Those that no file carries."""
        self._new_signer = batch.new_signer or self._new_signer
        pairs = zip(batch.claims, batch.problems, strict=True)
        failed = [(claim, problem) for claim, problem in pairs if problem]
        for claim, problem in failed:
            self._failed.setdefault(problem, []).append(claim.title)
        return [claim for claim, _ in failed]

    @property
    def claims(self) -> tuple[OriginClaim, ...]:
        """Of all files that this write knows of; none where it marks nothing."""
        return tuple(self._claims[name] for name in sorted(self._claims))

    def problems(self) -> list[Problem]:
        """What the user is to know of the marks of this write."""
        told = []
        if not self.is_on:
            text = (
                "what is written now is not marked as generated (--mark none): who publishes it "
                "has to say so. Files that carry a mark already keep it"
            )
            return [Problem("mark", text, note=True)]
        if self._new_signer:
            text = "a certificate was made for this computer, by which the files are signed"
            told.append(Problem("mark", text, "Your own: see docs/marks.md.", note=True))
        if voices := self._without_consent():
            text = f"a recorded voice, and nobody has written down who agreed: {first_few(voices)}"
            hint = "Say who, when and what for in a text file beside the recording: docs/marks.md."
            told.append(Problem("mark", text, hint, note=True))
        for why, titles in self._failed.items():
            hint = "They say so in words alone: in their description, on the clip and in the list."
            told.append(Problem("mark", f"not signed: {first_few(titles)} ({why})", hint))
        return told

    def _without_consent(self) -> list[str]:
        """Speakers whose voice is a recording of which nothing is written."""
        silent = (c.made_from for c in self._claims.values())
        return sorted(
            {f.get("speaker") or "narrator" for f in silent if f.get("consent") == NO_CONSENT}
        )


def statement_of(options: RenderOptions) -> dict[str, str]:
    """What a clip's metadata says of where its sound comes from."""
    return {} if options.mark == NO_MARK else {"statement": STATEMENT}


def _lacks(path: Path, written: WrittenFiles) -> bool:
    """Whether a WAV file is as we wrote it, and carries no claim."""
    if not written.is_ours(path, at_a_glance=True):
        return False
    try:
        with path.open("rb") as file:
            return all(name != _CHUNK for name, _, _ in riff.chunks(file))
    except OSError:
        return False


def says_so(path: Path) -> bool:
    """Whether a file says in its description that it was generated; one without has no place."""
    try:
        with path.open("rb") as file:
            if (at := _description_at(file)) is None:
                return True
            file.seek(at)
            return file.read(len(STATEMENT)) == STATEMENT.encode()
    except OSError:
        return True


def _write_without(unsigned: Path, path: Path) -> None:
    """Copy a file to its place without a claim, also where a worker has died over it.

    Of what that has appended nothing is taken over, unless it is whole; after its rename nothing
    is left to do. A worker that only stood still may come back to `unsigned`: hence a copy.
    Raises OSError.
    """
    if not unsigned.exists() and path.exists():
        return
    with replacing(path) as temp:
        shutil.copyfile(unsigned, temp)
        with temp.open("r+b") as file:
            end = riff.end_of(file)
            if end is not None and end < file.seek(0, 2):
                file.truncate(end)


def _description_at(file: BinaryIO) -> int | None:
    return next((at for name, at, _ in riff.chunks(file) if name == b"bext"), None)


__all__ = ["NO_CONSENT", "STATEMENT", "Marker", "statement_of"]
