"""Puts a signed claim into a file: in a WAV a chunk after all others, which stay as they are."""

from __future__ import annotations

import functools
import shutil
import stat
from pathlib import Path
from typing import Any, Literal

from deepaudio.credentials.certificate import Credential
from deepaudio.credentials.digest_signing import DigestSigner
from deepaudio.credentials.library import c2pa, context, media_type
from deepaudio.credentials.manifest import manifest_of
from deepaudio.credentials.reading import read_claim
from deepaudio.credentials.wav_chunk import append_claim, state_of
from deepaudio_plugin.core.errors import JobError, MediaError, OutputError
from deepaudio_plugin.core.files import output_errors, replacing, take_place
from deepaudio_plugin.core.protocol import OriginClaim

LARGEST = 0xFFFFFFFF - (1 << 20)
"""Bytes of a file that is signed: past 4 GiB a WAV is RF64, which the library does not know."""
MAX_INGREDIENTS = 64
"""So many sounds of a mix bring their own claims into its file, some 5 KB each."""


class Signer:
    """Signs any number of files with one credential, several at once from several threads."""

    def __init__(self, credential: Credential) -> None:
        """Raises JobError where the C2PA library is missing or refuses the certificate."""
        library = c2pa()
        algorithm = library.C2paSigningAlg[credential.algorithm]
        info = library.C2paSignerInfo(algorithm, credential.chain, credential.key, None)
        try:
            self._context: Any = context(library.Signer.from_info(info))
            self._by_digest = _by_digest(library.Signer.from_info(info))
        except library.C2paError as error:
            raise JobError(f"the certificate cannot sign ({error})") from error

    def sign(self, claim: OriginClaim) -> None:
        """Write the file at `claim.path` with the claim, as a whole or not at all.

        It is made from the one at `claim.unsigned`, which takes its place where it lies beside
        it, or replaces itself. A claim that is there, whosever, is kept: the file as it was then
        is what this one was made from. The rename is on the disk after a `sync_folder`. Raises
        MediaError for what cannot carry one, OutputError and DiskFullError where it cannot be
        written, also where it may only be read; then `claim.path` is as it was.
        """
        library, path = c2pa(), Path(claim.path)
        unsigned = Path(claim.unsigned or claim.path)
        if unsigned.stat().st_size > LARGEST:
            raise MediaError("is too long to be signed: past 4 GiB", where=claim.path)
        _check_writable(path)
        state = _state(unsigned)
        is_edit = state == "signed"
        builder = library.Builder(manifest_of(claim, is_edit=is_edit), context=self._context)
        try:
            if is_edit:
                builder.set_intent(library.C2paBuilderIntent.EDIT)
                _add_ingredient(builder, unsigned, "parentOf", title=path.name)
            for ingredient in claim.ingredients[:MAX_INGREDIENTS]:
                _add_ingredient(builder, Path(ingredient))
            with output_errors(path):
                self._write(builder, unsigned, path, is_plain=state == "plain")
        except library.C2paError as error:
            raise MediaError(f"cannot be signed ({error})", where=claim.path) from error
        finally:
            builder.close()

    def _write(self, builder: Any, unsigned: Path, path: Path, *, is_plain: bool) -> None:
        """Write the file at `path`. Raises OSError and C2paError."""
        if not is_plain or self._by_digest is None:
            _stream(builder, unsigned, path)
        elif unsigned != path and unsigned.parent == path.parent:
            _append(self._by_digest, builder, unsigned)
            take_place(unsigned, path)
        else:
            with replacing(path) as temp:
                shutil.copyfile(unsigned, temp)
                _append(self._by_digest, builder, temp)


def _by_digest(signer: Any) -> DigestSigner | None:
    """None where the installed library has no such calls: then it reads and writes every file."""
    try:
        return DigestSigner(signer)
    except AttributeError:
        return None


def _append(signer: DigestSigner, builder: Any, path: Path) -> None:
    """Append what the builder makes to a plain WAV file that has not its name yet."""
    size = signer.size(builder)
    with path.open("r+b", buffering=0) as file:
        append_claim(file, size, functools.partial(signer.manifest, builder))


def _stream(builder: Any, unsigned: Path, path: Path) -> None:
    """Have the library write any other file."""
    with replacing(path) as temp, unsigned.open("rb") as source, temp.open("w+b") as target:
        builder.sign(media_type(path), source, target)


@functools.lru_cache(maxsize=1)
def signer_of(credential: Credential) -> Signer:
    """The signer of a credential, kept: to make one takes as long as to sign a file.

    Raises JobError as `Signer` does.
    """
    return Signer(credential)


def _state(path: Path) -> Literal["signed", "plain", "other"]:
    """Whether a file comes with a claim, or is a WAV file as it was just written."""
    if path.suffix.lower() != ".wav":
        return "signed" if read_claim(path).signer else "other"
    with path.open("rb") as file:
        return state_of(file)


def _check_writable(path: Path) -> None:
    """A rename would replace a file that may only be read, whatever it is for."""
    if path.is_file() and not path.stat().st_mode & stat.S_IWUSR:
        raise OutputError(
            "may only be read", where=str(path), hint="Allow writing it, and write again."
        )


def _add_ingredient(
    builder: Any, path: Path, relationship: str = "componentOf", *, title: str = ""
) -> None:
    with path.open("rb") as sound:
        said = {"title": title or path.name, "relationship": relationship}
        builder.add_ingredient(said, media_type(path), sound)
