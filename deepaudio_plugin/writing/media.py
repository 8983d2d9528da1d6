"""Takes as media files beside a timeline."""

from __future__ import annotations

from pathlib import Path

from opentimelineio.opentime import RationalTime

from deepaudio_plugin.files import output_errors
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.protocol import Take
from deepaudio_plugin.timing import samples
from deepaudio_plugin.writing.bwf import Broadcast, is_written, write_broadcast_wav
from deepaudio_plugin.writing.names import media_name


def stamp(
    job: Job,
    take: Take,
    folder: Path,
    start: RationalTime,
    *,
    title: str,
    number: int = 1,
    source: Path | None = None,
    key: str = "",
) -> Path:
    """A take as a Broadcast WAV in `folder`, for a timeline that begins at timecode `start`.

    `title` says what made it, `number` which take of its job it is. `source` and `key`
    stand for the take's own when a processed copy of it, such as a ducked one, is meant;
    equal keys must mean equal sound. A file that is there already is kept. Raises
    OutputError, DiskFullError, and MediaError when the take is no WAV file.
    """
    source = source or Path(take.path)
    key = key or take.key
    target = folder / media_name(job, key, start)
    facts = broadcast(job, take, start, title=title, number=number, key=key)
    with output_errors(target):
        folder.mkdir(parents=True, exist_ok=True)
        if not is_written(target, source, facts):
            write_broadcast_wav(source, target, facts)
    return target


def broadcast(
    job: Job, take: Take, start: RationalTime, *, title: str, number: int, key: str
) -> Broadcast:
    """What a take's file says of itself."""
    request = next((r for r in job.requests if r.key == take.key), None)
    prompt = (request.text or request.prompt) if request else ""
    first_sample = samples(start + job.start) + job.offset - take.handle_in
    return Broadcast(
        description=f"{title} | {job.name}",
        reference=key[:32],
        time_reference=first_sample,
        lufs=take.lufs,
        true_peak_db=take.true_peak_db,
        name=job.name,
        take=number,
        note=f"{title}\n{prompt}\nseed {take.seed}\n{job.where}\nkey {key}",
        history=f"A=PCM,F=48000,W=24,M={'mono' if take.channels == 1 else 'stereo'},T={title}",
    )
