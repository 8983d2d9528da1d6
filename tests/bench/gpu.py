"""`python -m tests.bench.gpu`: the model on an NVIDIA GPU, stage by stage, beside a plain path.

Per clip of 8 s and with random weights of full size: seconds and peak memory of every stage of
every variant. Plain is as the reference runs: eager, two guidance passes, in bfloat16 and in
float16. Ours is one guidance batch, the same with recorded steps ("graphs"), and with
`--compile` with compiled blocks as well. With several takes in a pass (`batched`), seconds
are those of one of them. Each stage is measured alone on the device, after one run that is not
counted. `--tiny` runs everything at a toy size, on a CPU too.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import gc
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import torch
from torch import Tensor, nn

from deepaudio.networks import bigvgan, clip, f5, mmaudio, mmaudio_plan, synchformer, vae, vocos
from deepaudio.networks.sequence import SequenceConfig, sequence_16k, sequence_44k
from deepaudio.sampling import audio, schedules, speech, speech_flow
from deepaudio.sampling.acceleration import can_compile, compile_blocks
from tests.bench import plain
from tests.bench.figures import Figure, table
from tests.bench.full_size import drawn, filled, one_thread

ENCODERS = ("clip", "synchformer")
PLAIN, OURS, GRAPHS, COMPILED = "plain", "ours", "ours, graphs", "ours, compiled, graphs"
FRUGAL = "ours, low VRAM"
IN_A_PASS = 8
TOGETHER = f"ours, graphs, {IN_A_PASS} in a pass"
RECORDED = (GRAPHS, COMPILED, TOGETHER)
FINAL, DRAFT = "final", "draft"

# -- what is measured ---------------------------------------------------------------


@dataclass(frozen=True)
class Sizes:
    """Configurations of all networks, and how long a clip is."""

    sound: dict[str, mmaudio.MMAudioConfig]
    codecs: dict[str, tuple[vae.VAEConfig, bigvgan.BigVGANConfig]]
    clip: clip.ClipConfig
    image: int  # pixels of a side, as fed to CLIP
    sync: synchformer.SynchformerConfig
    speech: f5.F5Config
    vocos: vocos.VocosConfig
    clip_s: float
    reference_s: float

    def lengths(self, variant: str) -> SequenceConfig:
        """Of the streams of a variant."""
        return (sequence_16k if codec(variant) == "16k" else sequence_44k)(self.clip_s)


FULL = Sizes(
    mmaudio.PRESETS,
    {rate: (vae.PRESETS[rate], bigvgan.PRESETS[rate]) for rate in ("16k", "44k")},
    clip.PRESETS["dfn5b_vit_h_14"],
    384,
    synchformer.PRESETS["synchformer"],
    f5.PRESETS["f5"],
    vocos.VocosConfig(),
    clip_s=8.0,
    reference_s=5.0,
)
_TINY_CODEC = (
    vae.VAEConfig(8, 4, 8),
    bigvgan.BigVGANConfig(8, (4, 4), (8, 8), width=16),
)
TINY = Sizes(
    {
        name: mmaudio.MMAudioConfig(
            4, 16, 2, 3, 1, v2=preset.v2, clip_dim=16, sync_dim=16, text_dim=16, text_tokens=7
        )
        for name, preset in mmaudio.PRESETS.items()
    },
    {"16k": _TINY_CODEC, "44k": _TINY_CODEC},
    clip.ClipConfig(16, 28, 14, 16, 1, 2, 16, 1, 2, text_tokens=7, vocabulary=20),
    32,
    synchformer.SynchformerConfig(16, 1, 2, 32),
    f5.F5Config(32, 2, 2, 16, text_dim=8, text_depth=1, vocabulary=20, mel_bins=8),
    vocos.VocosConfig(8, 16, 16, 1),
    clip_s=1.0,
    reference_s=0.5,
)


def codec(variant: str) -> str:
    """The rate in a variant's name."""
    return "16k" if "16k" in variant else "44k"


@dataclass(frozen=True)
class Row:
    """One stage on one path. Memory in GB: of the weights, and with all that comes and goes."""

    variant: str
    stage: str
    path: str
    dtype: str
    preset: str
    seconds: float | None
    weights_gb: float
    peak_gb: float
    problem: str = ""


Work = Callable[[], Tensor]


@dataclass(frozen=True)
class Task:
    """A stage's network, and what makes its work of the network: the inputs are drawn there."""

    variant: str
    stage: str
    path: str
    dtype: torch.dtype
    build: Callable[[], nn.Module]
    work: Callable[[nn.Module], Work]
    preset: str = FINAL
    prepare: Callable[[nn.Module], object] | None = None


@dataclass(frozen=True)
class Bench:
    """Where and how it is measured."""

    sizes: Sizes
    device: str
    rounds: int = 3
    compiled: bool = False

    @property
    def on_gpu(self) -> bool:
        """Whether the device is an NVIDIA GPU."""
        return self.device.startswith("cuda")

    def dtypes(self) -> dict[str, torch.dtype]:
        """Of the plain path, by name; a CPU computes in float32 whatever the name."""
        if not self.on_gpu:
            return {"float32": torch.float32}
        names = ("bfloat16", "float16") if torch.cuda.is_bf16_supported() else ("float16",)
        return {name: getattr(torch, name) for name in names}

    def own(self, *wanted: torch.dtype) -> torch.dtype:
        """The first of `wanted` that the device computes in; float32 if none."""
        return next((dtype for dtype in wanted if dtype in self.dtypes().values()), torch.float32)

    def paths(self) -> list[str]:
        """Ours."""
        return [OURS, GRAPHS, COMPILED] if self.compiled else [OURS, GRAPHS]

    def draw(self, dtype: torch.dtype, *shape: int) -> Tensor:
        """Noise on the device."""
        return drawn(*shape, device=self.device).to(dtype)


# -- stages -------------------------------------------------------------------------


def shared_tasks(bench: Bench) -> Iterator[Task]:
    """What all variants have in common: encoders and speech."""
    plainly = [(PLAIN, dtype) for dtype in bench.dtypes().values()]
    for path, dtype in [*plainly, (OURS, bench.own(torch.bfloat16))]:
        yield clip_task(bench, path, dtype)
        yield sync_task(bench, path, dtype)
    for path, dtype in plainly:
        yield speech_task(bench, path, dtype, FINAL)
    for path in [*bench.paths(), FRUGAL]:
        for preset in (FINAL, DRAFT):
            yield speech_task(bench, path, bench.own(torch.float16), preset)
    for preset in (FINAL, DRAFT):
        yield speech_task(bench, TOGETHER, bench.own(torch.float16), preset)
    for path in (PLAIN, OURS):
        yield vocos_task(bench, path)


def variant_tasks(bench: Bench, variant: str) -> Iterator[Task]:
    """What is a variant's own: its network and codec."""
    own = bench.own(torch.bfloat16)
    for dtype in bench.dtypes().values():
        yield sound_task(bench, variant, PLAIN, dtype, FINAL)
        yield from codec_tasks(bench, variant, PLAIN, dtype)
    for path in [*bench.paths(), FRUGAL]:
        for preset in (FINAL, DRAFT):
            yield sound_task(bench, variant, path, own, preset)
    for preset in (FINAL, DRAFT):
        yield sound_task(bench, variant, TOGETHER, own, preset)
    yield from codec_tasks(bench, variant, OURS, own)


def clip_task(bench: Bench, path: str, dtype: torch.dtype) -> Task:
    """All frames of the clip and two prompts; the reference takes all frames at once."""
    sizes = bench.sizes
    frames = int(sizes.clip_s * 8)
    at_once = {"at_once": frames} if path == PLAIN else {}

    def work(network: nn.Module) -> Work:
        assert isinstance(network, clip.Clip)
        images = bench.draw(dtype, 1, frames, 3, sizes.image, sizes.image).sigmoid()
        ids = torch.ones(2, sizes.clip.text_tokens, dtype=torch.long, device=bench.device)

        def encode() -> Tensor:
            network.encode_text(ids)
            return network.encode_images(images, **at_once)

        return encode

    return Task("", "clip", path, dtype, lambda: clip.Clip(sizes.clip), work)


def sync_task(bench: Bench, path: str, dtype: torch.dtype) -> Task:
    """All segments of the clip; the reference takes them all at once."""
    config, frames = bench.sizes.sync, int(bench.sizes.clip_s * 25)
    at_once = {"at_once": frames} if path == PLAIN else {}

    def work(network: nn.Module) -> Work:
        picture = bench.draw(dtype, 1, frames, 3, config.image_size, config.image_size)
        return lambda: network(picture, **at_once)

    return Task("", "synchformer", path, dtype, lambda: synchformer.Synchformer(config), work)


def sound_task(bench: Bench, variant: str, path: str, dtype: torch.dtype, preset: str) -> Task:
    """All steps of the video-to-audio network, from features to latent."""
    config, lengths = bench.sizes.sound[variant], bench.sizes.lengths(variant)
    chosen = audio.FINAL if preset == FINAL else audio.DRAFT
    settings = replace(chosen, one_batch=path != FRUGAL, replay=path in RECORDED)

    def work(network: nn.Module) -> Work:
        assert isinstance(network, mmaudio.MMAudio)
        features = plain.mmaudio.Features(
            bench.draw(dtype, 1, lengths.clip_frames, config.clip_dim),
            bench.draw(dtype, 1, lengths.sync_frames, config.sync_dim),
            bench.draw(dtype, 1, config.text_tokens, config.text_dim),
        )
        null = plain.mmaudio.Features(
            network.empty_clip(1, lengths.clip_frames),
            network.empty_sync(1, lengths.sync_frames),
            network.empty_text(1),
        )
        noise = bench.draw(dtype, 1, lengths.latent_frames, config.latent_dim)
        grid = schedules.linear(settings.steps)
        if path == PLAIN:
            return lambda: plain.mmaudio.sample_latent(
                network, features, null, noise, grid, settings.strength
            )

        def window() -> audio.LatentWindow:
            given, without = (
                conditions(network, f, lengths.latent_frames) for f in (features, null)
            )
            return audio.LatentWindow(0, lengths.latent_frames, given, without)

        if path == TOGETHER:
            noises = IN_A_PASS * [noise]
            return lambda: torch.cat(
                audio.sample_together(network, [[window()] for _ in noises], noises, settings)
            )
        return lambda: audio.sample_windows(network, [window()], noise, settings)

    def build() -> nn.Module:
        return mmaudio.MMAudio(config)

    return Task(variant, "sound", path, dtype, build, work, preset, _preparation(path))


def conditions(
    network: mmaudio.MMAudio, features: plain.mmaudio.Features, frames: int
) -> mmaudio_plan.MMAudioConditions:
    """Ours, of the plain path's features."""
    return network.conditions(features.clip, features.sync, features.text, frames)


def codec_tasks(bench: Bench, variant: str, path: str, dtype: torch.dtype) -> Iterator[Task]:
    """Latent to mel, mel to waveform."""
    of_vae, of_vocoder = bench.sizes.codecs[codec(variant)]
    frames = bench.sizes.lengths(variant).latent_frames

    def decode(network: nn.Module) -> Work:
        assert isinstance(network, vae.VAE)
        latent = bench.draw(dtype, 1, of_vae.latent_dim, frames)
        return lambda: network.decode(latent)

    def vocode(network: nn.Module) -> Work:
        assert isinstance(network, bigvgan.BigVGAN)
        mel = bench.draw(dtype, 1, of_vocoder.mel_bins, 2 * frames)
        if path == PLAIN:
            return lambda: plain.bigvgan.waveform(network, mel)
        return lambda: network(mel)

    yield Task(variant, "vae", path, dtype, lambda: vae.VAE(of_vae), decode)
    yield Task(variant, "vocoder", path, dtype, lambda: bigvgan.BigVGAN(of_vocoder), vocode)


def speech_task(bench: Bench, path: str, dtype: torch.dtype, preset: str) -> Task:
    """All steps of the speech network: a line as long as the clip, after a reference."""
    sizes, config = bench.sizes, bench.sizes.speech
    known, total = (
        int(s * speech.SAMPLE_RATE / speech.HOP)
        for s in (sizes.reference_s, sizes.reference_s + sizes.clip_s)
    )
    chosen = speech_flow.FINAL if preset == FINAL else speech_flow.DRAFT
    settings = replace(chosen, one_batch=path != FRUGAL, replay=path in RECORDED)

    def work(network: nn.Module) -> Work:
        assert isinstance(network, f5.F5)
        reference = bench.draw(dtype, 1, known, config.mel_bins)
        noise, energy = (bench.draw(dtype, 1, total, n) for n in (config.mel_bins, 1))
        ids = torch.ones(1, min(150, known), dtype=torch.long, device=bench.device)
        given = (network, reference, ids, energy, noise)
        if path == PLAIN:
            return lambda: plain.f5.sample_mel(*given, settings.schedule(), settings.strength)
        if path == TOGETHER:
            render = speech_flow.MelRender(reference, ids, energy, noise, known)
            renders = IN_A_PASS * [render]
            return lambda: torch.cat(speech_flow.sample_mels(network, renders, settings=settings))
        frames = torch.tensor([total])
        return lambda: speech_flow.sample_mel(*given, frames=frames, settings=settings)

    def build() -> nn.Module:
        return f5.F5(config)

    return Task("", "speech", path, dtype, build, work, preset, _preparation(path))


def vocos_task(bench: Bench, path: str) -> Task:
    """Mel to waveform, in float32 as published."""
    config = bench.sizes.vocos
    frames = int(bench.sizes.clip_s * speech.SAMPLE_RATE / speech.HOP)

    def work(network: nn.Module) -> Work:
        mel = bench.draw(torch.float32, 1, config.mel_bins, frames)
        return lambda: network(mel)

    return Task("", "vocos", path, torch.float32, lambda: vocos.Vocos(config), work)


def _preparation(path: str) -> Callable[[nn.Module], object] | None:
    def layouts(network: nn.Module) -> None:
        if path == PLAIN and isinstance(network, mmaudio.MMAudio):
            plain.mmaudio.weights_for_convolutions(network)
        if path == COMPILED and isinstance(network, mmaudio.MMAudio | f5.F5):
            compile_blocks(network)

    return layouts


# -- measuring ----------------------------------------------------------------------


def measured(task: Task, bench: Bench) -> Row:
    """Run a task alone on the device."""
    row = functools.partial(
        Row, task.variant, task.stage, task.path, str(task.dtype).split(".")[1], task.preset
    )
    _clear(bench)
    before = _allocated(bench)
    try:
        with torch.inference_mode():
            network = filled(task.build, bench.device).to(task.dtype)
            if task.prepare:
                task.prepare(network)
            _clear(bench)
            weights = _allocated(bench) - before
            work = task.work(network)
            problem = "" if work().isfinite().all() else "not finite"
            seconds = statistics.median(_timed(work, bench) for _ in range(bench.rounds))
            seconds /= IN_A_PASS if task.path == TOGETHER else 1
            return row(seconds, weights, _peak(bench) - before, problem)
    except torch.OutOfMemoryError:
        return row(None, 0.0, _peak(bench) - before, "out of memory")


def _timed(work: Work, bench: Bench) -> float:
    _wait(bench)
    began = time.perf_counter()
    work()
    _wait(bench)
    return time.perf_counter() - began


def _wait(bench: Bench) -> None:
    if bench.on_gpu:
        torch.cuda.synchronize(bench.device)


def _clear(bench: Bench) -> None:
    if bench.on_gpu:
        gc.collect()
        torch.cuda.synchronize(bench.device)
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats(bench.device)


def _allocated(bench: Bench) -> float:
    return torch.cuda.memory_allocated(bench.device) / 1e9 if bench.on_gpu else 0.0


def _peak(bench: Bench) -> float:
    return torch.cuda.max_memory_allocated(bench.device) / 1e9 if bench.on_gpu else 0.0


# -- figures ------------------------------------------------------------------------


def figures(rows: Sequence[Row], variants: Sequence[str], *, bounded: bool) -> list[Figure]:
    """Ratios and memory of every variant; bounds only where they mean something."""
    made: list[Figure] = []
    for variant in variants:
        mine = [row for row in rows if row.variant in ("", variant)]
        for path in (GRAPHS, COMPILED):
            for preset, bound in ((FINAL, 2.5), (DRAFT, 8.0)):
                ratio = sampling_ratio(mine, path, preset)
                if ratio is not None:
                    name = f"{variant}: sampling sound and speech, {preset}, {path}, against plain"
                    limit = bound if bounded and path == GRAPHS else None
                    made.append(Figure(name, ratio, "×", limit, "at least"))
        for preset in (FINAL, DRAFT):
            ratio = pass_ratio(mine, preset)
            if ratio is not None:
                name = (
                    f"{variant}: sampling sound and speech, {preset}, {IN_A_PASS} takes in a pass"
                )
                made.append(Figure(f"{name}, against one by one", ratio, "×"))
        largest = variant == "large_44k_v2" and bounded
        made.append(Figure(f"{variant}: memory, encoders moved off", moved_off_gb(mine), "GB",
                           10.0 if largest else None))  # fmt: skip
        made.append(Figure(f"{variant}: memory, low VRAM", low_vram_gb(mine), "GB",
                           6.0 if largest else None))  # fmt: skip
    return made


def sampling_ratio(rows: Sequence[Row], path: str, preset: str) -> float | None:
    """How many times faster than the faster plain path in full; None if one did not run."""
    plainly, ours = 0.0, 0.0
    for stage in ("sound", "speech"):
        here = [row for row in rows if row.stage == stage and row.seconds is not None]
        theirs = [row.seconds for row in here if row.path == PLAIN and row.seconds]
        mine = [r.seconds for r in here if (r.path, r.preset) == (path, preset) and r.seconds]
        if not theirs or not mine:
            return None
        plainly, ours = plainly + min(theirs), ours + min(mine)
    return plainly / ours


def pass_ratio(rows: Sequence[Row], preset: str) -> float | None:
    """How many times as many takes a pass makes in the same time; None if something did not run."""
    taken = []
    for path in (GRAPHS, TOGETHER):
        here = [row for row in rows if (row.path, row.preset) == (path, preset)]
        seconds = [row.seconds for row in here if row.stage in ("sound", "speech")]
        if len(seconds) != 2 or None in seconds:
            return None
        taken.append(sum(filter(None, seconds)))
    return taken[0] / taken[1]


def moved_off_gb(rows: Sequence[Row]) -> float:
    """Peak with all networks but the encoders staying on the device."""
    best = [row for row in rows if row.path in (OURS, GRAPHS)]
    staying = {row.stage: row.weights_gb for row in best if row.stage not in ENCODERS}
    own = {row: 0.0 if row.stage in ENCODERS else row.weights_gb for row in best}
    return sum(staying.values()) + max(row.peak_gb - own[row] for row in best)


def low_vram_gb(rows: Sequence[Row]) -> float:
    """Peak with one network at a time on the device, guidance in two passes."""
    sampled = {row.stage for row in rows if row.path == FRUGAL}
    ours = [row for row in rows if row.path == OURS and row.stage not in sampled]
    return max(row.peak_gb for row in [*ours, *(r for r in rows if r.path == FRUGAL)])


def stages(rows: Sequence[Row]) -> str:
    """All rows as a Markdown table."""
    lines = ["| variant | stage | path | numbers | preset | seconds | weights | peak |"]
    lines.append("|---|---|---|---|---|---|---|---|")
    for r in rows:
        seconds = f"{'' if r.seconds is None else f'{r.seconds:.3f}'} {r.problem}".strip()
        lines.append(
            f"| {r.variant or 'all'} | {r.stage} | {r.path} | {r.dtype} | {r.preset} | {seconds} "
            f"| {r.weights_gb:.2f} GB | {r.peak_gb:.2f} GB |"
        )
    return "\n".join(lines) + "\n"


# -- command ------------------------------------------------------------------------


def run(bench: Bench, variants: Sequence[str]) -> list[Row]:
    """Measure everything, saying on stderr what comes."""
    tasks = [*shared_tasks(bench), *(t for v in variants for t in variant_tasks(bench, v))]
    rows = []
    for task in tasks:
        title = f"{task.variant} {task.stage} {task.path} {task.dtype} {task.preset}".strip()
        print(f"measuring {title} …", file=sys.stderr, flush=True)
        rows.append(measured(task, bench))
    return rows


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; exit code 1 when a bound is not kept, 2 without a GPU."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.gpu", description=__doc__)
    parser.add_argument("--tiny", action="store_true", help="a toy size, in seconds on a CPU")
    parser.add_argument("--variants", nargs="+", default=list(FULL.sound), choices=FULL.sound)
    parser.add_argument("--compile", action="store_true", help="measure compiled blocks too")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path, default=Path("bench-output"))
    args = parser.parse_args(arguments)
    gpu = torch.cuda.is_available()
    if not gpu and not args.tiny:
        parser.error("there is no NVIDIA GPU here; --tiny proves the command without one")
    if args.compile and not can_compile():
        parser.error("--compile needs an NVIDIA GPU, Triton and a C compiler")
    bench = Bench(TINY if args.tiny else FULL, "cuda" if gpu else "cpu", args.rounds, args.compile)
    with one_thread() if args.tiny else contextlib.nullcontext():
        rows = run(bench, args.variants)
    summary = figures(rows, args.variants, bounded=gpu and not args.tiny)
    save(rows, summary, args.out, tiny=args.tiny)
    print(stages(rows), table(summary), sep="\n")
    return 0 if all(figure.kept for figure in summary) else 1


def save(rows: Sequence[Row], summary: Sequence[Figure], folder: Path, *, tiny: bool) -> None:
    """Write bench-gpu.json and bench-gpu.md into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    gpu = torch.cuda.get_device_name() if torch.cuda.is_available() else ""
    body = {
        "device": gpu or "CPU",
        "torch": torch.__version__,
        "cuda": torch.version.cuda,
        "tiny": tiny,
        "stages": [asdict(row) for row in rows],
        "figures": [asdict(figure) | {"kept": figure.kept} for figure in summary],
    }
    (folder / "bench-gpu.json").write_text(json.dumps(body, indent=2) + "\n", encoding="utf-8")
    text = f"{body['device']}, torch {torch.__version__}\n\n{stages(rows)}\n{table(summary)}"
    (folder / "bench-gpu.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
