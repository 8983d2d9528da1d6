"""`deepaudio train`: the four stages, a voice of one's own, and the demonstration."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from deepaudio_plugin.core.command_line.output import Output
from deepaudio_plugin.core.command_line.parser import add_action
from deepaudio_plugin.core.errors import CancelledError, UsageError

_RESUME_HINT = "Run the same command again: it goes on from the last checkpoint."

_ACTIONS = {
    "list": "make a list of clips from what a data set comes with",
    "prepare": "compute the features of a list's clips, each once; goes on where it stopped",
    "config": "print a stage's configuration, to be changed",
    "run": "train as a configuration says; goes on where it stopped",
    "voice": "train a voice of one's own from recordings",
    "export": "write what was trained as files that `deepaudio models import` takes",
    "demo": "all stages on tiny networks and a corpus whose truth is known, then a table",
}


def add(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "train",
        help="train the model in its four stages, or a voice of one's own",
        description="Train the networks of DeepAudio-V1 (stages v2a, tts, v2s, mof), or a voice "
        "of one's own. docs/training.md says what each stage needs.",
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, text in _ACTIONS.items():
        action = add_action(actions, name, text)
        _ARGUMENTS[name](action)
        action.add_argument("--json", action="store_true", help="JSON lines instead of text")
        action.set_defaults(run=run)


def _list_arguments(action: argparse.ArgumentParser) -> None:
    action.add_argument("kind", metavar="KIND", help="v2c, vggsound, audiocaps, libritts, emilia, "
                        "align or folder")  # fmt: skip
    action.add_argument("source", metavar="SOURCE", type=Path, help="its list, table or folder")
    action.add_argument("--media", metavar="DIR", type=Path, help="where its files are")
    action.add_argument("--out", metavar="LIST.tsv", type=Path, required=True)


def _prepare_arguments(action: argparse.ArgumentParser) -> None:
    action.add_argument("list", metavar="LIST.tsv", type=Path)
    action.add_argument("--stage", required=True, help="v2a, tts, v2s or mof")
    action.add_argument("--out", metavar="DIR", type=Path, required=True)
    action.add_argument("--split", help="clips of that split only")
    action.add_argument("--variant", default="", help="whose encoders and sound network")
    action.add_argument(
        "--shard", metavar="I/N", default="1/1", help="this machine's share of the list"
    )


def _config_arguments(action: argparse.ArgumentParser) -> None:
    action.add_argument("stage", metavar="STAGE", help="v2a, tts, v2s, mof or voice")


def _run_arguments(action: argparse.ArgumentParser) -> None:
    action.add_argument("config", metavar="CONFIG.toml", type=Path)
    action.add_argument("--out", metavar="DIR", type=Path, required=True)
    action.add_argument("--device", default="", help="cpu or cuda; a GPU where there is one")


def _voice_arguments(action: argparse.ArgumentParser) -> None:
    action.add_argument(
        "recordings", metavar="RECORDINGS", type=Path,
        help="a folder of name.wav with its words in name.txt, or a list",
    )  # fmt: skip
    action.add_argument("--name", required=True, help="what the voice is called")
    action.add_argument(
        "--consent", default="", metavar="WORDS", help="who agreed to what; kept in the file"
    )
    action.add_argument("--out", metavar="DIR", type=Path, required=True)
    action.add_argument("--steps", type=int, default=1000)
    action.add_argument("--replay", metavar="DIR", type=Path, help="prepared speech of others")
    action.add_argument("--variant", default="", help="whose speech network")
    action.add_argument("--device", default="", help="cpu or cuda; a GPU where there is one")


def _export_arguments(action: argparse.ArgumentParser) -> None:
    action.add_argument("run_folder", metavar="RUN", type=Path, help="a run, or a checkpoint")
    action.add_argument("--name", required=True, help="of the variant or voice")
    action.add_argument("--out", metavar="DIR", type=Path, required=True)
    action.add_argument(
        "--average", default="", help="model, ema, ema-0.05, or a width such as 0.08"
    )


def _demo_arguments(action: argparse.ArgumentParser) -> None:
    action.add_argument("--out", metavar="DIR", type=Path, default=Path("training-demo"))
    action.add_argument("--seeds", type=int, default=3, help="how often, each time anew (3)")
    action.add_argument("--short", action="store_true", help="only to see that every part runs")


_ARGUMENTS: dict[str, Callable[[argparse.ArgumentParser], None]] = {
    "list": _list_arguments,
    "prepare": _prepare_arguments,
    "config": _config_arguments,
    "run": _run_arguments,
    "voice": _voice_arguments,
    "export": _export_arguments,
    "demo": _demo_arguments,
}


def run(args: argparse.Namespace, output: Output) -> int:
    """Do one of them."""
    place = "demo.action" if args.action == "demo" else "actions"
    try:
        module = import_module(f"deepaudio.training.{place}")
        return int(getattr(module, f"do_{args.action}")(args, output))
    except KeyboardInterrupt as error:
        raise CancelledError("stopped", hint=_RESUME_HINT) from error


def part_of(text: str) -> tuple[int, int]:
    """`I/N`. Raises UsageError."""
    number, slash, count = text.partition("/")
    if slash and number.isdigit() and count.isdigit() and 1 <= int(number) <= int(count):
        return int(number), int(count)
    raise UsageError(f"--shard cannot be {text!r}", hint="The first of four machines: --shard 1/4")
