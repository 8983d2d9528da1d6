"""What an AAF says of the sound files it plays: true descriptors, and the sound itself if asked.

The adapter describes each sound as 16-bit mono of whole frames. So what it wrote is opened
again, and every WAV file that can be read is described as it is: by a `WAVEDescriptor` with
the file's header as its summary where the AAF links to it, by a `PCMDescriptor` where the
sound is in the AAF itself.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deepaudio_plugin.core import riff
from deepaudio_plugin.core.errors import OutputError
from deepaudio_plugin.takes.sound_file import regular_file
from deepaudio_plugin.timeline.links import local_path
from deepaudio_plugin.timeline.media import foreign_share

LARGEST_EMBEDDED = 0xFFFFFFFF - 4096
"""Bytes of sound in an AAF that readers can make a WAV file of again."""

_BLOCK = 1 << 20
_UNKNOWN = 0xFFFFFFFF  # as RF64 files say of sizes past 4 GiB
_MOST = 128  # bytes of a format that are worth reading
_PCM = (b"\1\0", b"\xfe\xff\1\0")  # the tag; of the extensible format, the tag and its own kind


@dataclass(frozen=True)
class WaveFile:
    """What a WAV file says of its sound."""

    path: Path
    form: bytes  # the body of its `fmt ` chunk
    begins: int  # of the sound, in bytes
    size: int  # of the sound

    @property
    def is_pcm(self) -> bool:
        """Whether its samples are whole numbers."""
        return self.form[:2] + (self.form[24:26] if self.form[:2] == b"\xfe\xff" else b"") in _PCM

    @property
    def channels(self) -> int:
        """How many channels it has."""
        return int.from_bytes(self.form[2:4], "little")

    @property
    def rate(self) -> int:
        """Samples a second."""
        return int.from_bytes(self.form[4:8], "little")

    @property
    def align(self) -> int:
        """Bytes that the samples of one moment take."""
        return int.from_bytes(self.form[12:14], "little")

    @property
    def bits(self) -> int:
        """Bits of a sample."""
        return int.from_bytes(self.form[14:16], "little")

    @property
    def num_samples(self) -> int:
        """Samples of each channel."""
        return self.size // self.align


def describe_essences(path: Path, *, embed: bool = False) -> list[str]:
    """Describe the WAV files that the AAF at `path` plays; with `embed` they go into it.

    Returns notes. Raises OutputError for a sound that is too long to be embedded, before
    anything is changed.
    """
    import aaf2

    with aaf2.open(str(path), "rw") as file:
        sounds = [mob for mob in file.content.sourcemobs() if _is_sound(mob)]
        found = [(mob, *facts) for mob in sounds if (facts := _wave_of(mob, path.parent))]
        held = [one for one in found if embed and one[2].is_pcm]
        for _, _, wave in held:
            check_embedded(wave.size, str(wave.path))
        for mob, url, wave in found:
            _count_in_samples(mob, wave)
            if not (embed and wave.is_pcm):
                _link(file, mob, url, wave)
        count = _embed_each(file, held)
        return _notes(count, len(sounds) - len(held)) if embed else []


def _embed_each(file: Any, held: Sequence[tuple[Any, str, WaveFile]]) -> int:
    """Put each file's sound into the AAF once; returns how many files that are."""
    first: dict[Any, Any] = {}
    twins: dict[Any, Any] = {}  # source mobs of one file, by the one that holds its sound
    for mob, url, wave in held:
        key = (url, *_tape_starts(mob))
        if key in first:
            twins[mob.mob_id] = first[key].mob_id
            continue
        first[key] = mob
        _embed(file, mob, wave)
    _leave_out(file, twins)
    return len({url for url, *_ in first})


def _notes(held: int, linked: int) -> list[str]:
    notes = [f"{held} sounds are in the AAF itself"]
    if linked:
        notes.append(f"{linked} clips of sound are linked all the same: no WAV files, or not there")
    return notes


def check_embedded(size: int, where: str) -> None:
    """Raise OutputError for so many bytes of sound in one file that an AAF cannot hold it."""
    if size > LARGEST_EMBEDDED:
        raise OutputError(
            "a sound of more than 4 GiB does not fit into an AAF",
            where=where,
            hint="Leave --embed out: the AAF then links to the file.",
        )


def _is_sound(mob: Any) -> bool:
    return "Locator" in mob.descriptor and "AudioSamplingRate" in mob.descriptor


def _tape_starts(mob: Any) -> list[int]:
    """Where the timecode of a file begins, as its tape has it."""
    tapes = [slot.segment.mob for slot in mob.slots]
    return [slot.segment.start for tape in tapes if tape is not None for slot in tape.slots]


def _leave_out(file: Any, twins: Mapping[Any, Any]) -> None:
    """Let clips of one file share it; else its sound would be there once for each of them."""
    for master in file.content.mastermobs():
        for slot in master.slots:
            if slot.segment.mob_id in twins:
                slot.segment.mob_id = twins[slot.segment.mob_id]
    for mob_id in twins:
        file.content.mobs.pop(mob_id)


def _wave_of(mob: Any, folder: Path) -> tuple[str, WaveFile] | None:
    """The address and the WAV file that a source mob describes.

    A share of Windows is only asked where `folder`, the AAF's own, is on it.
    """
    for locator in mob.descriptor["Locator"].value:
        url = str(locator["URLString"].value)
        path = local_path(url, folder)
        try:
            is_asked = path is not None and not foreign_share(str(path), (folder,))
            wave = wave_file(path) if path is not None and is_asked else None
        except (OSError, ValueError):
            continue
        if wave is not None:
            return url, wave
    return None


def wave_file(path: Path) -> WaveFile | None:
    """What the WAV file at `path` says; None when it is none. Raises OSError, ValueError."""
    form = b""
    with regular_file(path) as file:
        end = file.seek(0, 2)
        for name, at, size in riff.chunks(file):
            if name == b"fmt ":
                file.seek(at)
                form = file.read(min(size, _MOST))
            elif name == b"data":
                wave = WaveFile(path, form, at, min(size, end - at))
                whole = len(form) >= 16 and wave.rate and wave.align and wave.channels
                return wave if whole else None
    return None


def _link(file: Any, mob: Any, url: str, wave: WaveFile) -> None:
    descriptor = file.create.WAVEDescriptor()
    descriptor["Summary"].value = bytearray(summary(wave))
    descriptor["SampleRate"].value = wave.rate
    descriptor["Length"].value = wave.num_samples
    descriptor["ContainerFormat"].value = file.dictionary.lookup_containerdef("AAF")
    locator = file.create.NetworkLocator()
    locator["URLString"].value = url
    descriptor["Locator"].append(locator)
    mob.descriptor = descriptor


def summary(wave: WaveFile) -> bytes:
    """The header of a WAV file, without its sound."""
    sound, form = min(wave.size, _UNKNOWN), wave.form + b"\0" * (len(wave.form) % 2)
    whole = min(4 + 8 + len(form) + 8 + sound + sound % 2, _UNKNOWN)
    head = b"RIFF" + struct.pack("<I", whole) + b"WAVE" + riff.chunk_head(b"fmt ", len(form))
    return head + form + riff.chunk_head(b"data", sound)


def _embed(file: Any, mob: Any, wave: WaveFile) -> None:
    descriptor = file.create.PCMDescriptor()
    for name, value in {
        "Channels": wave.channels,
        "BlockAlign": wave.align,
        "SampleRate": wave.rate,
        "AverageBPS": wave.rate * wave.align,
        "QuantizationBits": wave.bits,
        "AudioSamplingRate": wave.rate,
        "Length": wave.num_samples,
    }.items():
        descriptor[name].value = value
    descriptor["ContainerFormat"].value = file.dictionary.lookup_containerdef("AAF")
    mob.descriptor = descriptor
    essence = file.create.EssenceData()
    essence.mob_id = mob.mob_id
    file.content.essencedata.append(essence)
    stream = essence.open("w")
    for block in _sound(wave):
        stream.write(block)


def _sound(wave: WaveFile) -> Iterator[bytes]:
    """The bytes of a WAV file's sound, to the last whole sample."""
    left = wave.num_samples * wave.align
    with regular_file(wave.path) as file:
        file.seek(wave.begins)
        while left > 0 and (block := file.read(min(left, _BLOCK))):
            yield block
            left -= len(block)


def _count_in_samples(mob: Any, wave: WaveFile) -> None:
    """Let the slot of a file count its samples: in whole frames its end would be cut off."""
    for slot in mob.slots:
        slot.edit_rate = wave.rate
        slot.segment.length = wave.num_samples
