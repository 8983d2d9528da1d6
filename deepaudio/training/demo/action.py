"""What `deepaudio train demo` does."""

from __future__ import annotations

import argparse
import time

from deepaudio.training.demo import demonstration, report
from deepaudio.training.demo.scale import FULL, SHORT
from deepaudio_plugin.core.command_line.output import Output
from deepaudio_plugin.core.errors import UsageError

_LINE_EVERY_S = 10.0


def do_demo(args: argparse.Namespace, output: Output) -> int:
    """Train and measure; 1 when something that should hold does not. Raises UsageError."""
    if args.seeds < 1:
        raise UsageError(f"--seeds cannot be {args.seeds}", hint="Three make a fair table.")
    scale = SHORT if args.short else FULL
    begun, told = time.monotonic(), _Told(output, args.seeds)
    results = demonstration.run(scale, _seeds(args.seeds), told)
    written = demonstration.write(results, scale, args.out)
    claims = report.claims(results)
    failed = [claim for claim in claims if not claim.holds]
    output.event(
        "demonstrated", files=[str(path) for path in written], held=len(claims) - len(failed),
        failed=[claim.text for claim in failed], seconds=round(time.monotonic() - begun, 1),
    )  # fmt: skip
    for line in report.markdown(results, scale).splitlines():
        output.line(line)
    output.line(f"written to {args.out}: " + ", ".join(path.name for path in written))
    if args.short and failed:
        output.note("At this scale only the largest effects show; the whole demo shows the rest.")
    return 1 if failed else 0


def _seeds(count: int) -> range:
    """From 1 on: settings were chosen on what seed 0 draws."""
    return range(1, count + 1)


class _Told:
    """Says now and then how far all seeds are."""

    def __init__(self, output: Output, seeds: int) -> None:
        self._output = output
        self._shares = dict.fromkeys(_seeds(seeds), 0.0)
        self._last = 0.0

    def __call__(self, seed: int, what: str, share: float) -> None:
        self._shares[seed] = max(share, self._shares[seed])
        now = time.monotonic()
        if now - self._last < _LINE_EVERY_S and what != "done":
            return
        self._last = now
        whole = sum(self._shares.values()) / len(self._shares)
        self._output.event("progress", stage=what, seed=seed, fraction=round(whole, 3))
        if not self._output.json_lines:
            self._output.note(f"  {whole:.0%}: seed {seed}, {what}")
