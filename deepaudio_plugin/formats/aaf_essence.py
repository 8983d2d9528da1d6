"""What an AAF says of the sound files it plays: true descriptors, and the sound itself if asked.

The adapter describes each sound as 16-bit mono of whole frames. So what it wrote is opened
again, and every WAV file that can be read is described as it is: by a `WAVEDescriptor` with
the file's header as its summary where the AAF links to it, by a `PCMDescriptor` where the
sound is in the AAF itself.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from deepaudio_plugin.core.errors import OutputError
from deepaudio_plugin.takes.sound_file import SoundShape, regular_file, shape_of
from deepaudio_plugin.timeline.links import local_path

LARGEST_EMBEDDED = 0xFFFFFFFF - 4096
"""Bytes of sound in an AAF that readers can make a WAV file of again."""

_BLOCK = 1 << 20
_UNKNOWN = 0xFFFFFFFF  # as RF64 files say of sizes past 4 GiB


def describe_essences(path: Path, *, embed: bool = False) -> list[str]:
    """Describe the WAV files that the AAF at `path` plays; with `embed` they go into it.

    Returns notes. Raises OutputError for a sound that is too long to be embedded, before
    anything is changed.
    """
    import aaf2

    with aaf2.open(str(path), "rw") as file:
        sounds = [mob for mob in file.content.sourcemobs() if _is_sound(mob)]
        found = [(mob, *facts) for mob in sounds if (facts := _wave_of(mob))]
        if not embed:
            for mob, url, _, shape in found:
                _link(file, mob, url, shape)
                _count_in_samples(mob, shape)
            return []
        for _, _, wave, shape in found:
            check_embedded(_size(shape), str(wave))
        first: dict[Any, Any] = {}
        twins: dict[Any, Any] = {}  # source mobs of one file, by the one that holds its sound
        for mob, url, wave, shape in found:
            key = (url, *_tape_starts(mob))
            if key in first:
                twins[mob.mob_id] = first[key].mob_id
                continue
            first[key] = mob
            _embed(file, mob, wave, shape)
            _count_in_samples(mob, shape)
        _leave_out(file, twins)
        return _notes(len({url for url, *_ in first}), len(sounds) - len(found))


def _notes(held: int, linked: int) -> list[str]:
    notes = [f"{held} sounds are in the AAF itself"]
    if linked:
        notes.append(
            f"{linked} sounds that are no WAV files, or not there, are linked all the same"
        )
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


def _wave_of(mob: Any) -> tuple[str, Path, SoundShape] | None:
    """The address, place and shape of the WAV file that a source mob describes."""
    for locator in mob.descriptor["Locator"].value:
        url = str(locator["URLString"].value)
        wave = local_path(url, Path("/"))
        try:
            if wave is not None:
                with regular_file(wave) as file:
                    return url, wave, shape_of(file)
        except (OSError, ValueError):
            continue
    return None


def _size(shape: SoundShape) -> int:
    return shape.num_samples * shape.channels * shape.bits // 8


def _link(file: Any, mob: Any, url: str, shape: SoundShape) -> None:
    descriptor = file.create.WAVEDescriptor()
    descriptor["Summary"].value = bytearray(summary(shape))
    descriptor["SampleRate"].value = shape.sample_rate
    descriptor["Length"].value = shape.num_samples
    descriptor["ContainerFormat"].value = file.dictionary.lookup_containerdef("AAF")
    locator = file.create.NetworkLocator()
    locator["URLString"].value = url
    descriptor["Locator"].append(locator)
    mob.descriptor = descriptor


def summary(shape: SoundShape) -> bytes:
    """The header of a WAV file of this shape, without its sound."""
    align = shape.channels * shape.bits // 8
    sound = min(_size(shape), _UNKNOWN)
    form = struct.pack(
        "<HHIIHH",
        *(1, shape.channels, shape.sample_rate, shape.sample_rate * align, align, shape.bits),
    )
    whole = min(4 + 8 + len(form) + 8 + sound + sound % 2, _UNKNOWN)
    head = b"RIFF" + struct.pack("<I", whole) + b"WAVE"
    return head + b"fmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", sound)


def _embed(file: Any, mob: Any, wave: Path, shape: SoundShape) -> None:
    align = shape.channels * shape.bits // 8
    descriptor = file.create.PCMDescriptor()
    for name, value in {
        "Channels": shape.channels,
        "BlockAlign": align,
        "SampleRate": shape.sample_rate,
        "AverageBPS": shape.sample_rate * align,
        "QuantizationBits": shape.bits,
        "AudioSamplingRate": shape.sample_rate,
        "Length": shape.num_samples,
    }.items():
        descriptor[name].value = value
    descriptor["ContainerFormat"].value = file.dictionary.lookup_containerdef("AAF")
    mob.descriptor = descriptor
    essence = file.create.EssenceData()
    essence.mob_id = mob.mob_id
    file.content.essencedata.append(essence)
    stream = essence.open("w")
    for block in _sound(wave, _size(shape)):
        stream.write(block)


def _sound(wave: Path, size: int) -> Iterator[bytes]:
    """The bytes of a WAV file's sound."""
    with regular_file(wave) as file:
        shape_of(file)  # leaves the file at its first sample
        while size > 0 and (block := file.read(min(size, _BLOCK))):
            yield block
            size -= len(block)


def _count_in_samples(mob: Any, shape: SoundShape) -> None:
    """Let the slot of a file count its samples: in whole frames its end would be cut off."""
    for slot in mob.slots:
        slot.edit_rate = shape.sample_rate
        slot.segment.length = shape.num_samples
