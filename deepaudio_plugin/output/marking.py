"""The mark of generated sound: a statement in words, and a signed claim (C2PA) in each file.

Article 50 of the EU's AI Act asks that generated sound can be told by machines. Editing
programs drop metadata and chunks, so it is said in several places: in the file's description,
in its claim, on the clip, and in a list beside the files.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from deepaudio_plugin.core import riff
from deepaudio_plugin.core.errors import DeepAudioError, from_code
from deepaudio_plugin.core.files import copy, output_errors, write_bytes
from deepaudio_plugin.core.options import NO_MARK, RenderOptions
from deepaudio_plugin.core.problems import Problem, first_few
from deepaudio_plugin.core.protocol import Failed, OriginClaim, Signed, SignFiles
from deepaudio_plugin.core.statement import STATEMENT
from deepaudio_plugin.output.written_files import WrittenFiles
from deepaudio_plugin.ownership.bwf import Broadcast, write_broadcast_wav
from deepaudio_plugin.rendering.progress import Watch
from deepaudio_plugin.worker_client.client import WorkerClient

NO_CONSENT = "nobody has written down who agreed"
"""Stands in a claim in place of a consent."""
LIST_NAME = "artificially generated.json"
_CHUNK = b"C2PA"
_DESCRIPTION_BYTES = 256  # at the beginning of `bext`
_AT_ONCE = 100  # sounds that wait unsigned
_OF_A_REQUEST = 25  # claims; the worker takes two requests at a time


class Marker:
    """Writes the sounds of one write as Broadcast WAV, with what they claim where that is asked."""

    def __init__(self, signs: bool, worker: Callable[[], WorkerClient], temp: Path) -> None:
        """`signs`: whether files are marked at all. `temp` is a folder for unsigned ones."""
        self.is_on = signs
        self._worker = worker
        self._temp = temp
        self._waiting: list[OriginClaim] = []  # written to `temp`, and to be signed
        self._claims: dict[str, OriginClaim] = {}  # by the name of its file
        self._failed: dict[str, list[str]] = {}  # what is not signed, by the reason
        self._new_signer = ""

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
        if len(self._waiting) >= _AT_ONCE:
            self.flush(written, watch)

    def _stage(self, source: Path, facts: Broadcast, claim: OriginClaim) -> None:
        """Write it without its claim, to be signed with others."""
        said = replace(facts, description=f"{STATEMENT}. {facts.description}")
        unsigned = self._temp / f"unsigned-{len(self._waiting)}.wav"
        write_broadcast_wav(source, unsigned, said, durable=False)
        self._waiting.append(replace(claim, unsigned=str(unsigned.absolute())))

    def _stage_again(self, claim: OriginClaim) -> None:
        """A file of ours that was written without a mark, now with the statement."""
        unsigned = self._temp / f"unsigned-{len(self._waiting)}.wav"
        copy(Path(claim.path), unsigned)
        with unsigned.open("r+b") as file:
            if (at := _description_at(file)) is not None:
                file.seek(at)
                said = file.read(_DESCRIPTION_BYTES).rstrip(b"\0")
                file.seek(at)
                file.write((f"{STATEMENT}. ".encode() + said)[:_DESCRIPTION_BYTES])
        self._waiting.append(replace(claim, unsigned=str(unsigned.absolute())))

    def flush(self, written: WrittenFiles, watch: Watch) -> None:
        """Have everything signed that waits; what cannot be is written without.

        Raises OutputError, DiskFullError and CancelledError.
        """
        waiting, self._waiting = self._waiting, []
        failed = self.sign(waiting, watch)
        for claim in waiting:
            target, unsigned = Path(claim.path), Path(claim.unsigned)
            if claim.path in failed:
                with output_errors(target):
                    copy(unsigned, target)
            unsigned.unlink(missing_ok=True)
            written.note(target)

    def sign_ours(self, claims: Sequence[OriginClaim], written: WrittenFiles, watch: Watch) -> None:
        """Have those files signed that carry no claim yet, and list all of them.

        Files that somebody has changed since we wrote them stay as they are.
        """
        if not self.is_on:
            return
        self._claims |= {Path(claim.path).name: claim for claim in claims}
        if self._failed:  # those of this write are without for a reason
            return
        unsigned = [claim for claim in claims if _lacks(Path(claim.path), written)]
        in_words = [claim for claim in unsigned if _says_so(Path(claim.path))]
        self.sign(in_words, watch)
        for claim in in_words:
            written.note(Path(claim.path))
        for claim in unsigned:
            if claim in in_words:
                continue
            with output_errors(Path(claim.path)):
                self._stage_again(claim)
            if len(self._waiting) >= _AT_ONCE:
                self.flush(written, watch)
        self.flush(written, watch)

    def sign(self, claims: Sequence[OriginClaim], watch: Watch) -> set[str]:
        """Have each file carry its claim; paths of those that do not, which `problems` tells."""
        if not self.is_on or not claims:
            return set()
        by_id = {
            f"sign-{first}": tuple(claims[first : first + _OF_A_REQUEST])
            for first in range(0, len(claims), _OF_A_REQUEST)
        }
        requests = [SignFiles(id=id_, claims=part) for id_, part in by_id.items()]
        unanswered = dict(by_id)
        failed: set[str] = set()
        why = "the worker did not say what became of them"
        try:
            for event in self._worker().sign(requests, watch.cancelled):
                failed |= self._heard(unanswered.pop(event.id), event)
        except DeepAudioError as error:
            why = error.message
        watch.check("stopped before the timeline was written")
        for part in unanswered.values():
            failed |= self._failing(part, why)
        return failed

    def _heard(self, part: Sequence[OriginClaim], event: Signed | Failed) -> set[str]:
        if isinstance(event, Failed):
            error = from_code(event.code, event.message, where=event.where, hint=event.hint)
            return self._failing(part, str(error))
        if event.is_new:
            self._new_signer = event.signer
        failed: set[str] = set()
        for claim, problem in zip(part, event.problems, strict=False):
            if problem:
                failed |= self._failing([claim], problem)
        return failed

    def _failing(self, part: Sequence[OriginClaim], why: str) -> set[str]:
        self._failed.setdefault(why, []).extend(claim.title for claim in part)
        return {claim.path for claim in part}

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

    def write_list(self, folder: Path, note: Callable[[Path], None]) -> None:
        """The list beside the files, whole or not at all. Raises OutputError."""
        path = folder / LIST_NAME
        if not self.is_on or not self._claims:
            return
        said = {
            "statement": f"{STATEMENT}: every file named here was made by a machine.",
            "files": {name: _listed(claim) for name, claim in sorted(self._claims.items())},
        }
        content = (json.dumps(said, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()
        with output_errors(path):
            if not (path.exists() and path.read_bytes() == content):
                write_bytes(path, content)
        note(path)


def statement_of(options: RenderOptions) -> dict[str, str]:
    """What a clip's metadata says of where its sound comes from."""
    return {} if options.mark == NO_MARK else {"statement": STATEMENT}


def _listed(claim: OriginClaim) -> Mapping[str, Any]:
    return {
        "title": claim.title,
        "source": claim.source,
        "engine": claim.engine,
        "made from": claim.made_from,
    }


def _lacks(path: Path, written: WrittenFiles) -> bool:
    """Whether a WAV file is as we wrote it, and carries no claim."""
    if not written.is_ours(path, at_a_glance=True):
        return False
    try:
        with path.open("rb") as file:
            return all(name != _CHUNK for name, _, _ in riff.chunks(file))
    except OSError:
        return False


def _says_so(path: Path) -> bool:
    """Whether a file says in its description that it was generated; one without has no place."""
    try:
        with path.open("rb") as file:
            if (at := _description_at(file)) is None:
                return True
            file.seek(at)
            return file.read(len(STATEMENT)) == STATEMENT.encode()
    except OSError:
        return True


def _description_at(file: BinaryIO) -> int | None:
    return next((at for name, at, _ in riff.chunks(file) if name == b"bext"), None)


__all__ = ["LIST_NAME", "NO_CONSENT", "STATEMENT", "Marker", "statement_of"]
