"""Puts a signed claim into a file: in a WAV a chunk after all others, which stay as they are."""

from __future__ import annotations

import functools
import stat
from pathlib import Path
from typing import Any

from deepaudio.credentials.certificate import Credential
from deepaudio.credentials.library import c2pa, context, media_type
from deepaudio.credentials.manifest import manifest_of
from deepaudio.credentials.reading import read_claim
from deepaudio_plugin.core import riff
from deepaudio_plugin.core.errors import JobError, MediaError, OutputError
from deepaudio_plugin.core.files import output_errors, replacing
from deepaudio_plugin.core.protocol import OriginClaim

LARGEST = 0xFFFFFFFF - (1 << 20)
"""Bytes of a file that is signed: past 4 GiB a WAV is RF64, which the library does not know."""
_CHUNK = b"C2PA"
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
        except library.C2paError as error:
            raise JobError(f"the certificate cannot sign ({error})") from error

    def sign(self, claim: OriginClaim) -> None:
        """Write the file at `claim.path` with the claim, as a whole or not at all.

        It is made from the one at `claim.unsigned`, or replaces itself. A claim that is there,
        whosever, is kept: the file as it was then is what this one was made from. Raises
        MediaError for what cannot carry one, OutputError and DiskFullError where it cannot be
        written, also where it may only be read.
        """
        library, path = c2pa(), Path(claim.path)
        unsigned = Path(claim.unsigned or claim.path)
        if unsigned.stat().st_size > LARGEST:
            raise MediaError("is too long to be signed: past 4 GiB", where=claim.path)
        _check_writable(path)
        is_edit = _is_signed(unsigned)
        builder = library.Builder(manifest_of(claim, is_edit=is_edit), context=self._context)
        try:
            if is_edit:
                builder.set_intent(library.C2paBuilderIntent.EDIT)
                _add_ingredient(builder, unsigned, "parentOf", title=path.name)
            for ingredient in claim.ingredients[:MAX_INGREDIENTS]:
                _add_ingredient(builder, Path(ingredient))
            with (
                output_errors(path),
                replacing(path) as temp,
                unsigned.open("rb") as source,
                temp.open("w+b") as target,
            ):
                builder.sign(media_type(path), source, target)
        except library.C2paError as error:
            raise MediaError(f"cannot be signed ({error})", where=claim.path) from error
        finally:
            builder.close()


@functools.lru_cache(maxsize=1)
def signer_of(credential: Credential) -> Signer:
    """The signer of a credential, kept: to make one takes as long as to sign a file.

    Raises JobError as `Signer` does.
    """
    return Signer(credential)


def _is_signed(path: Path) -> bool:
    """Whether a file comes with a claim, as none does that was just written."""
    if path.suffix.lower() != ".wav":
        return bool(read_claim(path).signer)
    with path.open("rb") as file:
        return any(name == _CHUNK for name, _, _ in riff.chunks(file))


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
