"""Voices from recordings: `--cast MARA=mara.wav`, with what is said in it.

The words stand in `mara.txt` beside the recording, or behind a colon:
`--cast "MARA=mara.wav:The words that she says."` What shows while it sounds, where it is a
clip's own sound, stands in `mara.picture.json` (see `recording_pictures`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from deepaudio_plugin.core.engine_info import EngineInfo, Words
from deepaudio_plugin.core.errors import MediaError, UsageError
from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.core.regular import open_regular
from deepaudio_plugin.core.take_spec import LinePart, ReferenceVoice
from deepaudio_plugin.planning import recording_pictures
from deepaudio_plugin.planning.keys import Keyer
from deepaudio_plugin.planning.voices import KeptVoices, assign_voices

_KINDS = "aac aif aiff caf flac m4a mka mkv mov mp3 mp4 oga ogg opus wav webm"
_SUFFIXES = frozenset(f".{kind}" for kind in _KINDS.split(" "))
_CHUNK = 1 << 20


def recordings(
    cast: Iterable[tuple[str, str]], words: Words = "required"
) -> dict[str, ReferenceVoice]:
    """The speakers of `cast`, casefolded, that are given a recording instead of a voice's name.

    Raises UsageError for a recording that is not there, cannot be read or has no words.
    """
    found = {}
    for speaker, value in cast:
        recording = recording_of(value, words)
        if recording is not None:
            found[speaker.casefold()] = recording
    return found


def recording_of(value: str, words: Words = "required") -> ReferenceVoice | None:
    """The recording that `value` names; None for anything that does not look like a file.

    `words` says whether an engine needs its transcript. Raises UsageError.
    """
    file, given = _parted(value)
    path = Path(file).expanduser()
    if path.suffix.lower() not in _SUFFIXES and not _is_file(path):
        return None
    if not _is_file(path):
        raise UsageError(
            f"there is no recording {file}",
            hint="Name a sound file: --cast MARA=mara.wav, with its words in mara.txt.",
        )
    text = " ".join((given or _beside(path)).split())
    if not text and words == "required":
        raise UsageError(
            f"what is said in {path.name}? A voice needs its recording's words",
            hint=f"Write them into {path.with_suffix('.txt')}, or behind a colon: "
            f'--cast "SPEAKER={file}:the words".',
        )
    parts = recording_pictures.kept(path)
    return ReferenceVoice(str(path.absolute()), text, _digest(path), parts)


@dataclass(frozen=True)
class Cast:
    """Who speaks with what: an engine's voice, or a recording."""

    voices: dict[str, str]  # by speaker as spelled; "" for one with a recording
    recordings: dict[str, ReferenceVoice]  # by speaker, casefolded
    automatic: dict[str, str]  # of those whom nobody has cast, as spelled, and the narrator's
    unseen: frozenset[str] = frozenset()  # whose recording's picture is not there, casefolded

    def reference(self, speaker: str) -> ReferenceVoice | None:
        """The recording that a speaker's lines are spoken with, if any."""
        return self.recordings.get(speaker.casefold())


def cast_voices(
    speakers: Iterable[str],
    wished: Iterable[tuple[str, str]],
    engine: EngineInfo,
    kept: KeptVoices | None = None,
) -> Cast:
    """A voice or recording for each speaker, as wished, as kept, or by name.

    Raises UsageError as `recordings` and `assign_voices` do, and for recordings with an
    engine that has no use for them.
    """
    speakers, wished = list(speakers), list(wished)
    found = recordings(wished, engine.recording_words)
    if found and not engine.recordings and engine.ready:
        raise UsageError(
            f"the engine {engine.name} speaks with its own voices, not with recordings",
            hint=f"Its voices: {', '.join(engine.voices)}. `deepaudio doctor` lists the engines.",
        )
    named = {who: voice for who, voice in wished if who.casefold() not in found}
    voices = assign_voices(speakers, engine, named, kept)
    by_hand = {who.casefold() for who, _ in wished}
    return Cast(
        {who: "" if who.casefold() in found else voice for who, voice in voices.items()},
        found,
        {who: voice for who, voice in voices.items() if speakers and who.casefold() not in by_hand},
    )


def with_pictures(cast: Cast, keyer: Keyer) -> tuple[Cast, list[Problem]]:
    """The pictures of recordings with the identity of their media; notes on those that are gone.

    A recording whose picture cannot be read is spoken with as any other.
    """
    found, notes, unseen = {}, [], set()
    for speaker, recording in cast.recordings.items():
        try:
            parts = tuple(_identified(part, keyer) for part in recording.parts)
        except MediaError as error:
            parts = ()
            unseen.add(speaker)
            told = f"the picture of its recording is left out: {error.message}"
            notes.append(Problem(f"the voice of {speaker}", told, error.hint, note=True))
        found[speaker] = replace(recording, parts=parts)
    return replace(cast, recordings=found, unseen=frozenset(unseen)), notes


def _identified(part: LinePart, keyer: Keyer) -> LinePart:
    return replace(part, media=keyer.media(part.picture))


def missing_voices(
    speakers: Iterable[str],
    wished: Iterable[tuple[str, str]],
    engine: EngineInfo,
    kept: Mapping[str, str],
) -> list[Problem]:
    """Notes on voices that speakers were given when they were first seen and that are gone."""
    by_hand = {who.casefold() for who, _ in wished}
    speaking = {who.casefold() for who in speakers} - by_hand
    return [
        Problem(
            f"the voice of {who}" if who else "the narrator's voice",
            f"{voice!r} is not there any more; another voice speaks meanwhile",
            _another(who, voice, engine),
            note=True,
        )
        for who, voice in kept.items()
        if who.casefold() in speaking and engine.voices and voice not in engine.voices
    ]


def _another(who: str, voice: str, engine: EngineInfo) -> str:
    """How to have a voice back, or another instead of it."""
    back = engine.absent_hint if voice in engine.absent else ""
    return " ".join(filter(None, (back, f"Cast somebody: --cast {who}=VOICE.")))


def check_voice(value: str, engine: EngineInfo) -> str:
    """Why `engine` cannot speak with `value`, a voice's name or a recording; "" when it can."""
    try:
        cast_voices((), [("", value)], engine)
    except UsageError as error:
        return f"{error.message}. {error.hint}" if error.hint else error.message
    return ""


def rooted(value: str, folder: Path) -> str:
    """`value` with the path of a recording below `folder` made absolute."""
    file, words = _parted(value, folder)
    found = folder / file
    if Path(file).expanduser().is_absolute() or not found.is_file():
        return value
    return f"{found.absolute()}:{words}" if words else str(found.absolute())


def merged_cast(
    given: Iterable[tuple[str, str]],
    decided: Mapping[str, str],
    engine: EngineInfo,
    folder: Path,
) -> tuple[list[tuple[str, str]], list[Problem]]:
    """Who speaks with what: as `given` on the command line, else as `decided` and kept.

    Recordings decided on count from `folder`. A voice decided on that `engine` does not have
    is passed over with a note: it may be right for another engine.
    """
    wished = list(given)
    named = {speaker.casefold() for speaker, _ in wished}
    notes = []
    for speaker, kept in decided.items():
        if speaker.casefold() in named:
            continue
        value = rooted(kept, folder)
        if problem := check_voice(value, engine):
            where = f"the voice of {speaker}" if speaker else "the narrator's voice"
            told = f"{problem.rstrip('.')}; another voice speaks meanwhile"
            notes.append(Problem(where, told, note=True))
        else:
            wished.append((speaker, value))
    return wished, notes


def _parted(value: str, folder: Path = Path()) -> tuple[str, str]:
    """File and words. A colon may be part of the file's name, as of a drive's."""
    if _is_file(folder / Path(value).expanduser()):
        return value, ""
    ends = [i for i, char in enumerate(value) if char == ":"]
    for end in ends:
        file = value[:end]
        if Path(file).suffix.lower() in _SUFFIXES or _is_file(folder / Path(file).expanduser()):
            return file, value[end + 1 :]
    return value, ""


def _is_file(path: Path) -> bool:
    """Whether a file is there; words that are no name at all are none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _beside(path: Path) -> str:
    words = path.with_suffix(".txt")
    try:
        with open_regular(words) as file:
            return file.read().decode("utf-8-sig")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"the words of {path.name} cannot be read: {error}",
            where=str(words),
            hint="Save them as plain text in UTF-8.",
        ) from error


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    try:
        with open_regular(path) as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    except OSError as error:
        raise UsageError(
            f"the recording cannot be read: {error.strerror or error}",
            where=str(path),
            hint="Check the file's permissions.",
        ) from error
    return digest.hexdigest()
