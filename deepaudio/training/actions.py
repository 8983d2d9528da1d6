"""What the actions of `deepaudio train` do; apart from their arguments, so that those load fast."""

from __future__ import annotations

import argparse
import math
import os
import sys
from collections.abc import Callable
from pathlib import Path

from deepaudio.engines.deepaudio_v1.device import DEVICE_VARIABLE, choose_placement
from deepaudio.engines.deepaudio_v1.model_pool import ModelPool
from deepaudio.training import checkpoints, lists, starting
from deepaudio.training import config as configs
from deepaudio.training import export as exporting
from deepaudio.training import prepare as preparing
from deepaudio.training import voice as voices
from deepaudio.training.command import part_of
from deepaudio.training.config import TrainConfig
from deepaudio.training.encoding import Encoders
from deepaudio.training.loop import Trained, train
from deepaudio.training.processes import Processes, processes
from deepaudio.training.progress import TrainingProgress
from deepaudio.weights import registry
from deepaudio.weights.readiness import require
from deepaudio.weights.store import Store
from deepaudio_plugin.core.command_line.output import Output
from deepaudio_plugin.core.errors import UsageError


def do_list(args: argparse.Namespace, output: Output) -> int:
    """`list`."""
    clips = lists.of_kind(args.kind, args.source, args.media)
    lists.write(clips, args.out)
    gone = [clip for clip in clips if not Path(clip.sound).is_file()]
    output.event("listed", path=str(args.out), clips=len(clips), missing=len(gone))
    output.line(f"{len(clips)} clips listed in {args.out}")
    if gone:
        output.note(f"the sound of {len(gone)} of them is not there, first {gone[0].sound}")
    return 0


def do_prepare(args: argparse.Namespace, output: Output) -> int:
    """`prepare`."""
    clips = lists.read(args.list)
    if args.split:
        clips = [clip for clip in clips if clip.split == args.split]
    if not clips:
        raise UsageError("there is no clip to prepare", where=str(args.list))
    number, count = part_of(args.shard)
    with TrainingProgress(output) as progress:
        report = preparing.prepare(
            clips,
            args.stage,
            args.out,
            _encoders(args.variant),
            part=preparing.ListShare(number, count),
            on_clip=progress.clip,
        )
    output.event(
        "prepared",
        made=report.made,
        already=report.already,
        others=report.others,
        left_out=[{"id": id, "why": why, "more": more} for id, why, more in report.left_out],
    )
    output.line(report.line())
    return 1 if report.left_out else 0


def _encoders(variant: str) -> Encoders:
    """Networks of an installed variant. Raises WeightsMissingError."""
    known, store = registry.load(), Store()
    wanted = TrainConfig("v2a", 1, network=configs.NetworkSettings(variant=variant))
    parts = require(starting.variant_of(wanted, known, store), known, store)
    return Encoders(ModelPool(parts, store, choose_placement()), store)


def do_config(args: argparse.Namespace, output: Output) -> int:
    """`config`."""
    found = configs.defaults(args.stage)
    output.event("config", values=configs.to_values(found))
    if not output.json_lines:
        sys.stdout.write(configs.to_toml(found))
    return 0


def do_run(args: argparse.Namespace, output: Output) -> int:
    """`run`."""
    config = configs.read(args.config)
    if config.stage == "voice":
        raise UsageError("a voice is trained by: deepaudio train voice", where=str(args.config))
    with processes(_device(args)) as here:
        begun = starting.start(config, registry.load(), Store())
        data = starting.prepared(config)
        note = _noted(output, here)
        if not checkpoints.numbered(args.out):  # else a checkpoint has them
            starting.settle_latents(begun.network, config, note)
        with TrainingProgress(output, quiet=not here.first) as progress:
            done = train(
                config,
                begun.network,
                data,
                args.out,
                on_step=progress.step,
                on_note=note,
                processes=here,
                held_out=starting.held_out(config),
                base_sha256=begun.base_sha256,
            )
        if here.first:
            _say(done, output)
    return 0


def do_voice(args: argparse.Namespace, output: Output) -> int:
    """`voice`."""
    order = voices.VoiceOrder(
        args.recordings, args.name, args.consent, args.steps, args.replay, args.variant
    )
    voices.clips_of(order)  # whether there is consent, and anything to learn from
    config = voices.voice_config(order)
    begun = starting.start(config, registry.load(), Store())
    with processes(_device(args)) as here, TrainingProgress(output) as progress:
        if here.count > 1:
            raise UsageError("a voice is trained by one process", hint="Start it without torchrun.")
        note = _noted(output, here)
        data = voices.voice_data(
            order, args.out, _encoders(args.variant), on_clip=progress.clip, note=note
        )
        done = train(
            config,
            begun.network,
            data,
            args.out,
            on_step=progress.step,
            on_note=note,
            processes=here,
            base_sha256=begun.base_sha256,
        )
    _say(done, output)
    output.line(f"The voice: {args.out / 'voice.safetensors'}")
    return 0


def do_export(args: argparse.Namespace, output: Output) -> int:
    """`export`."""
    known, store = registry.load(), Store()
    done = exporting.export(
        args.run_folder, args.out, args.name, known, store, average=args.average
    )
    output.event(
        "exported", files=[str(path) for path in done.files], weights=done.label,
        variant=done.variant,
    )  # fmt: skip
    for path in done.files:
        output.line(str(path))
    output.note(
        f"To render with it, set {registry.REGISTRY_VARIABLE} to\n"
        f"  {done.files[-1].resolve()}\nand then\n"
        f"  deepaudio models import {args.out}\n"
        f"  deepaudio render CUT.otio --engine deepaudio-v1 --variant {done.variant}"
    )
    return 0


def _device(args: argparse.Namespace) -> str:
    """What is asked for, or what DEEPAUDIO_DEVICE names."""
    return str(args.device or os.environ.get(DEVICE_VARIABLE, ""))


def _noted(output: Output, here: Processes) -> Callable[[str], None]:
    """Says notes of one of several processes."""

    def note(text: str) -> None:
        if here.first:
            output.event("note", text=text)
            output.note(text)

    return note


def _say(done: Trained, output: Output) -> None:
    loss = done.loss if math.isfinite(done.loss) else None
    output.event("trained", step=done.step, loss=loss, checkpoint=str(done.checkpoint))
    output.line(f"{done.step} steps made; the last checkpoint is {done.checkpoint}")
