"""`deepaudio eval`: the model measured as its paper measures it, and honestly beside it."""

from __future__ import annotations

import argparse
import math
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from deepaudio_plugin.core.command_line.output import Output
from deepaudio_plugin.core.command_line.parser import add_action
from deepaudio_plugin.core.errors import CancelledError, UsageError
from deepaudio_plugin.core.files import output_errors, write_bytes

_BENCHMARKS = {
    "v2a": "sound to a picture: FD, IS, KL, IB, DeSync",
    "v2s": "speech to a picture: WER, SPK-SIM, EMO-SIM, MCD, MCD-SL",
    "tts": "speech from text: WER, SIM-o",
    "joint": "speech and sound together: WER, cpWER and the others'",
}
_OUT = Path("deepaudio-eval")
_DEMO_OUT = Path("deepaudio-eval-demo")
_EVERY = 25  # files between two lines of progress


def add(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "eval",
        help="measure the model on the benchmarks of its paper",
        description="Measure sound, speech to a picture, and speech, on lists of files.",
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, text in _BENCHMARKS.items():
        _add_benchmark(add_action(actions, name, text))
    demo = actions.add_parser(
        "demo",
        help="all four on the demo film, offline, with an engine that needs no GPU",
        description="Generate and measure the demo film with an engine, offline, in minutes. "
        "Cells that need weights say what they need.",
    )
    demo.add_argument("--engine", default="", help="another engine that is ready")
    demo.add_argument("--out", metavar="DIR", type=Path, default=_DEMO_OUT)
    report = actions.add_parser(
        "report",
        help="one table of several results, in Markdown and HTML",
        description="Join results of `deepaudio eval` in one table.",
    )
    report.add_argument("results", metavar="RESULT", nargs="+", type=Path, help="their folders")
    report.add_argument("--out", metavar="DIR", type=Path, default=_OUT)
    metrics = actions.add_parser(
        "metrics",
        help="every metric: unit, range and source",
        description="List the metrics.",
    )
    for action in (demo, report, metrics):
        action.add_argument("--json", action="store_true", help="JSON lines instead of text")
    demo.set_defaults(run=_demo)
    report.set_defaults(run=_report)
    metrics.set_defaults(run=_metrics)


def _add_benchmark(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "list", metavar="LIST", type=Path, nargs="?", help="the authors' list, JSON lines, or TSV"
    )
    folder: dict[str, Any] = {"metavar": "DIR", "type": Path}
    parser.add_argument("--gen", help="generated sounds, called as the list calls them", **folder)
    parser.add_argument("--tgt", help="true sounds, if not where the list says", **folder)
    parser.add_argument("--ref", help="prompts, if not where the list says", **folder)
    parser.add_argument("--root", help="what the list's relative paths count from", **folder)
    parser.add_argument("--features", help="features that somebody made elsewhere", **folder)
    parser.add_argument("--recogniser", help="folder of faster-whisper-large-v3", **folder)
    parser.add_argument("--checkpoint", metavar="FILE", type=Path, help="what made the sounds")
    parser.add_argument("--name", help="of what is judged, for the table")
    parser.add_argument(
        "--generate", metavar="ENGINE[/VARIANT]", help="make the sounds first, into DIR/gen"
    )
    parser.add_argument(
        "--set", metavar="NAME=VALUE", action="append", default=[], help="a setting of the engine"
    )
    parser.add_argument("--seed", type=int, default=0, help="of what is generated")
    parser.add_argument(
        "--reference",
        action="store_true",
        help="the published arithmetic too, with the files it drops",
    )
    parser.add_argument("--out", help="where the result goes", default=_OUT, **folder)
    parser.add_argument("--json", action="store_true", help="JSON lines instead of text")
    parser.set_defaults(run=_benchmark)


def _benchmark(args: argparse.Namespace, output: Output) -> int:
    return _write_report([_evaluated(args, output)], args.out, output)


def _evaluated(args: argparse.Namespace, output: Output) -> Any:
    """Generate if asked to, judge, and write the result's files. Raises CancelledError."""
    try:
        return _judged(args, output)
    except KeyboardInterrupt as error:
        raise CancelledError(
            "stopped", hint="What was computed is kept; run the same command again to go on."
        ) from error


def _judged(args: argparse.Namespace, output: Output) -> Any:
    from deepaudio.evaluation import results
    from deepaudio.evaluation.running import Wanted, evaluate, listed_for

    benchmark, generate = args.action, args.generate
    if generate and args.gen is not None:
        raise UsageError("--gen and --generate exclude each other")
    wanted = Wanted(
        benchmark=benchmark,
        model=args.name or generate or _named_after(args.gen),
        gen=args.gen,
        tgt=args.tgt,
        ref=args.ref,
        features=args.features,
        recogniser=args.recogniser,
        checkpoint=args.checkpoint,
        as_published=args.reference,
    )
    listed = listed_for(benchmark, args.list, wanted, args.root)
    output.event("listed", list=str(listed.path), kind=listed.kind, items=len(listed.items))
    output.note(f"{listed.path.name}: {listed.kind}, {len(listed.items)} items")
    if generate:
        from dataclasses import replace

        gen = _generate(args, listed.items, output)
        tgt, ref = (_filled(args.out / name) for name in ("tgt", "ref"))
        wanted = replace(wanted, gen=gen, tgt=args.tgt or tgt, ref=args.ref or ref)
    result, rows = evaluate(listed, wanted, args.out, _progress(output, "measured"))
    results.write(result, rows, args.out)
    return result


def _filled(folder: Path) -> Path | None:
    """A folder of what was laid beside generated sounds, if there is anything in it."""
    return folder if folder.is_dir() and any(folder.iterdir()) else None


def _named_after(gen: Path | None) -> str:
    """What a table calls the sounds of a folder: OUT of OUT/gen."""
    if gen is None:
        return "features"
    gen = gen.resolve()
    return gen.parent.name if gen.name == "gen" else gen.name


def _generate(args: argparse.Namespace, items: Any, output: Output) -> Path:
    from deepaudio.engines import registry
    from deepaudio.evaluation import generating

    name, _, variant = args.generate.partition("/")
    engine = registry.load(name)
    settings = generating.settings_of(engine.info, variant, args.set, as_published=args.reference)
    made = generating.recipe(
        args.action, engine, settings, as_published=args.reference, seed=args.seed
    )
    if not engine.info.recordings and any(item.prompt_audio for item in items):
        output.note(f"the prompts' voices are not used: {name} has voices of its own")
    tell, count = _progress(output, "generated"), iter(range(1, len(items) + 1))
    failures = generating.generate(
        items, made, engine, args.out, lambda item: tell(next(count), len(items), item.id)
    )
    for failure in failures:
        error = failure.error
        output.event("not-generated", id=failure.item.id, message=error.message, where=error.where)
        output.note(f"not generated: {failure.item.id}: {error}")
    folder: Path = args.out / generating.GENERATED
    return folder


def _progress(output: Output, what: str) -> Any:
    def told(done: int, total: int, name: str) -> None:
        output.event("evaluated", stage=what, done=done, total=total, id=name)
        if not output.json_lines and (done == total or done % _EVERY == 0):
            print(f"{what}: {done} of {total}", file=sys.stderr, flush=True)

    return told


def _demo(args: argparse.Namespace, output: Output) -> int:
    from deepaudio.evaluation.demo import demo_list

    args.engine = args.engine or _quickest_engine()
    found = []
    with demo_list() as path:
        for benchmark in _BENCHMARKS:
            chosen = _demo_part(path, benchmark, args.out)
            asked = argparse.Namespace(
                **_demo_options(benchmark, chosen, path.parent, args), json=args.json
            )
            found.append(_evaluated(asked, output))
    return _write_report(found, args.out, output)


def _quickest_engine() -> str:
    """The best that is ready and needs no GPU, else the best. Raises EngineUnavailableError."""
    from deepaudio.engines import registry

    quick = [info.name for info in registry.describe() if info.ready and not info.needs_gpu]
    return quick[0] if quick else registry.choose().name


def _demo_part(path: Path, benchmark: str, out: Path) -> Path:
    from deepaudio.evaluation.demo import part

    return part(path, benchmark, out / benchmark)


def _demo_options(
    benchmark: str, path: Path, root: Path, args: argparse.Namespace
) -> dict[str, Any]:
    return {
        "action": benchmark,
        "list": path,
        "root": root,
        "generate": args.engine,
        "name": args.engine,
        "out": args.out / benchmark,
        "reference": False,
        "seed": 0,
        "set": [],
        **dict.fromkeys(("gen", "tgt", "ref", "features", "recogniser", "checkpoint")),
    }


def _report(args: argparse.Namespace, output: Output) -> int:
    from deepaudio.evaluation import results

    return _write_report([results.read(path) for path in args.results], args.out, output)


def _write_report(found: list[Any], out: Path, output: Output) -> int:
    """Both tables, and the Markdown one on the screen."""
    from deepaudio.evaluation import report

    text = report.markdown(found)
    with output_errors(out):
        out.mkdir(parents=True, exist_ok=True)
        write_bytes(out / "report.md", text.encode())
        write_bytes(out / "report.html", report.page(found).encode())
    for result in found:
        for figure in result.figures:
            output.event("figure", benchmark=result.benchmark, **_plain(asdict(figure)))
    output.event("reported", markdown=str(out / "report.md"), html=str(out / "report.html"))
    for line in text.splitlines() if not output.json_lines else ():
        output.line(line)
    output.note(f"written: {out / 'report.md'}, {out / 'report.html'}")
    return 0


def _metrics(_args: argparse.Namespace, output: Output) -> int:
    from deepaudio.evaluation.columns import columns
    from deepaudio.evaluation.extractors import EXTRACTORS
    from deepaudio.evaluation.metrics import metrics

    brought = {name: column.extractor for name, column in columns().items() if column.extractor}
    for name, metric in metrics().items():
        output.event(
            "metric",
            name=name,
            label=metric.heading,
            unit=metric.unit,
            lowest=metric.lowest,
            highest=metric.highest,
            better=metric.better,
            takes=metric.takes,
            source=metric.source,
            needs=EXTRACTORS[brought[name]].needs if name in brought else "",
        )
        lowest = "…" if metric.lowest is None else f"{metric.lowest:g}"
        highest = "…" if metric.highest is None else f"{metric.highest:g}"
        unit = f" {metric.unit}" if metric.unit else ""
        best = "nearest the truth's" if metric.better == "nearest" else metric.better
        output.line(f"{name}, {lowest} to {highest}{unit}, {best} is better: {metric.source}")
        if name in brought:
            output.line(f"  {EXTRACTORS[brought[name]].needs}")
    return 0


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """With NaN and infinities as words: JSON has none."""
    return {
        name: str(value) if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in values.items()
    }
