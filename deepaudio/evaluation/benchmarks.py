"""The benchmarks: which columns their tables have, in the papers' order, ours behind."""

from __future__ import annotations

from dataclasses import dataclass

from deepaudio.evaluation.columns import TableColumn, columns


@dataclass(frozen=True)
class Benchmark:
    """What is measured under one name."""

    name: str
    title: str
    papers: tuple[str, ...]  # metrics of the papers' tables
    ours: tuple[str, ...]  # metrics that no paper of the model prints
    source: str

    def columns(self) -> list[TableColumn]:
        """Its columns, the papers' first."""
        known = columns()
        return [known[name] for name in (*self.papers, *self.ours)]


_SOUND = (
    "fd-passt", "fd-pann", "fd-vggish", "is-pann", "kl-pann", "kl-passt", "ib", "desync",
)  # fmt: skip
_TIMING = ("duration-ratio", "pace", "start-error", "end-error")
_LEVELS = ("loudness", "true-peak")

BENCHMARKS: dict[str, Benchmark] = {
    benchmark.name: benchmark
    for benchmark in (
        Benchmark(
            "v2a",
            "Video to audio",
            _SOUND,
            ("is-passt", "onset-f1", *_LEVELS),
            "MMAudio (Cheng et al. 2025), table 1, by av-benchmark; DeepAudio-V1 on VGGSound",
        ),
        Benchmark(
            "v2s",
            "Video to speech",
            ("wer", "spk-sim", "emo-sim", "mcd", "mcd-sl"),
            (*_TIMING, "contour-correlation", *_LEVELS),
            "DeepAudio-V1 (Zhang et al. 2025) on V2C-Animation, by eval_v2c.sh",
        ),
        Benchmark(
            "tts",
            "Text to speech",
            ("wer", "sim-o"),
            (*_TIMING, *_LEVELS),
            "F5-TTS (Chen et al. 2024) on LibriSpeech-PC test-clean, by utils_eval.py",
        ),
        Benchmark(
            "joint",
            "Speech and sound together",
            ("wer", "cpwer", "spk-sim", "mcd", "mcd-sl", "desync"),
            ("fd-passt", "kl-passt", "ib", *_LEVELS),
            "CineDub (Dai et al. 2026), by its VTS-Eval",
        ),
    )
}
