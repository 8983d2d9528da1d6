"""Orders for a mix or a preview film, made from the same files the timeline names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from deepaudio_plugin.core.errors import CancelledError, from_code
from deepaudio_plugin.core.protocol import Done, Failed, Mix, Progress
from deepaudio_plugin.output.crossfades import mix_parts
from deepaudio_plugin.output.placed_takes import Stem, is_heard
from deepaudio_plugin.planning.plan import Plan
from deepaudio_plugin.rendering.progress import Gauge, Watch
from deepaudio_plugin.timeline.timing import exact_rate, samples, seconds
from deepaudio_plugin.worker_client.client import WorkerClient


def mix_order(
    plan: Plan,
    stems: Sequence[Stem],
    files: Mapping[str, Path],
    out_path: Path,
    preview: Path | None,
) -> Mix:
    """What plays of every job over the whole timeline; with `preview`, also its picture."""
    heard = [
        (stem.placed, files[stem.file_name])
        for stem in stems
        if is_heard(stem.placed) and stem.file_name in files
    ]
    parts = mix_parts(heard, plan.shots)
    seen = [shot for shot in plan.shots if shot.picture is not None] if preview else []
    rate = exact_rate(plan.rate)
    return Mix(
        id="mix",
        parts=tuple(parts),
        num_samples=max([samples(plan.duration), *(p.start + (p.length or 0) for p in parts)]),
        out_path=str(out_path.absolute()),
        picture=tuple(shot.picture for shot in seen if shot.picture is not None),
        picture_starts_s=tuple(seconds(shot.range.start_time) for shot in seen),
        preview_path=str(preview.absolute()) if preview else "",
        preview_rate_num=rate.numerator,
        preview_rate_den=rate.denominator,
    )


def mix(order: Mix, worker: WorkerClient, watch: Watch) -> Done:
    """Have the worker make a mix. Raises DeepAudioError when it cannot."""
    stage = "making the preview" if order.preview_path else "mixing"
    gauge = Gauge(1.0, 1, watch.listener)

    def on_event(event: object) -> None:
        if isinstance(event, Progress):
            gauge.show(stage, 0, event.fraction)

    for event in worker.run([order], on_event=on_event, cancelled=watch.cancelled):
        if isinstance(event, Failed):
            raise from_code(event.code, event.message, where=event.where, hint=event.hint)
        if isinstance(event, Done):
            gauge.show(stage, 1, 1.0)
            return event
    raise CancelledError(
        f"stopped while {stage}",
        hint="Run the same command again to go on; finished takes are kept.",
    )
