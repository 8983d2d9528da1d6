"""The sketch engine: what it is, and its three stages joined."""

from __future__ import annotations

import functools
import hashlib
from importlib import metadata, util
from pathlib import Path

from deepaudio.engines.base import Engine, EngineInfo

NAME = "sketch"
TITLE = "Sketch engine: temp speech and sound, not the DeepAudio model"
WINDOW_S = 30.0

_SOUND_PACKAGES = ("hibari-tts", "onnxruntime", "numpy", "scipy", "av")
_SOUND_FOLDERS = ("sketch", "audio", "media")  # of deepaudio: the code that makes the sound


def info() -> EngineInfo:
    """What the engine is and whether it can run here, without loading anything."""
    from deepaudio.sketch import voices

    missing = [name for name in ("hibari", "onnxruntime", "av") if util.find_spec(name) is None]
    return EngineInfo(
        name=NAME,
        ready=not missing,
        title=TITLE,
        state=f"{', '.join(missing)} not installed" if missing else "ready",
        hint="Install the package again: pip install deepaudio-editors" if missing else "",
        version=version(),
        window_s=WINDOW_S,
        voices=voices.names(),
        languages=("en",),
    )


def create() -> Engine:
    """The engine; its speech model is loaded with the first line."""
    from deepaudio.sketch.fusion import SketchFusion
    from deepaudio.sketch.speech import SketchTextToSpeech
    from deepaudio.sketch.video_to_audio import SketchVideoToAudio

    return Engine(info(), SketchVideoToAudio(), SketchTextToSpeech(), SketchFusion())


@functools.cache
def version() -> str:
    """The package's version and a digest of all that makes the sound.

    It changes with the code of the engine and with the libraries it computes with, so a
    take is never mistaken for what today's engine would make.
    """
    digest = hashlib.sha256()
    root = Path(__file__).parents[1]
    for file in sorted(path for name in _SOUND_FOLDERS for path in (root / name).glob("**/*.py")):
        digest.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes())
    for package in _SOUND_PACKAGES:
        digest.update(f"{package}=={_installed(package)}\0".encode())
    return f"{_installed('deepaudio-editors') or '0'}+{digest.hexdigest()[:12]}"


def _installed(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""
