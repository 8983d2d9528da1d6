"""Takes as files for other programs: under a name that says what they are, beside the timeline."""

from __future__ import annotations

import re
from pathlib import Path

from deepaudio_plugin.backend.views import JobView, TakeView
from deepaudio_plugin.core.options import NO_MARK
from deepaudio_plugin.core.protocol import SAMPLE_RATE
from deepaudio_plugin.core.statement import STATEMENT
from deepaudio_plugin.core.take_spec import RECORDED
from deepaudio_plugin.ownership.bwf import Broadcast, write_broadcast_wav
from deepaudio_plugin.ownership.paths import default_output, media_folder

from ..state.timeline import TimelineState

_MAX_NAME = 60
_UNFIT = re.compile(r"[^\w .,'()-]+")


def copy_for_host(take: TakeView, job: JobView, state: TimelineState) -> Path:
    """A copy of a take that an editing program may keep, with its timecode; once it is made.

    The library's own files have names that say nothing, and may be cleaned away; a copy in
    `takes` of the timeline's media folder stays. It says in words that it was generated, unless
    nothing is to be marked or a person has recorded it; it carries no signed claim. Raises
    OSError, OutputError and MediaError.
    """
    assert state.head is not None
    folder = media_folder(default_output(Path(state.head.path))) / "takes"
    name = " ".join(_UNFIT.sub(" ", job.name).split())[:_MAX_NAME].strip(" .")
    when = re.sub(r"\D+", "-", state.timecode(job.start))
    target = folder / f"{when} {name} take {take.number} {take.key[:6]}.wav"
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        write_broadcast_wav(Path(take.path), target, _facts(take, job, state))
    return target


def _facts(take: TakeView, job: JobView, state: TimelineState) -> Broadcast:
    assert state.head is not None
    start_s = (state.head.start_frame + job.start) / state.rate
    is_marked = take.engine != RECORDED and state.settings.get("mark") != NO_MARK
    said = f"{STATEMENT}. " if is_marked else ""
    return Broadcast(
        description=f"{said}{take.mark or take.engine} | {job.name}",
        reference=take.key[:32],
        time_reference=round(start_s * SAMPLE_RATE) - round(take.handle_s * SAMPLE_RATE),
        lufs=take.lufs,
        name=job.name,
        take=take.number,
        note=f"{take.said}\nseed {take.seed}\nkey {take.key}",
        made_by="DeepAudio",
    )
