"""`deepaudio cache`: look at the take library and the model's features, and tidy them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from deepaudio_plugin.cli import cache_shared
from deepaudio_plugin.cli.arguments import add_library_argument
from deepaudio_plugin.core.command_line.output import Output
from deepaudio_plugin.core.errors import OutputError, UsageError

if TYPE_CHECKING:
    from deepaudio_plugin.takes.library import GcReport, TakeLibrary


def add(commands: Any) -> None:
    """Register the command."""
    names = ("list", "gc", "clear", "verify", "shared")
    parser = commands.add_parser("cache", help=f"the take library: {', '.join(names)}")
    actions = parser.add_subparsers(dest="action", metavar="|".join(names), required=True)
    for name, text in (
        ("list", "show the takes"),
        ("gc", "delete the takes used longest ago until the library fits its size"),
        ("clear", "delete every take that no written timeline uses, or the model's features"),
        ("verify", "read every take and say what is wrong with the library"),
    ):
        action = actions.add_parser(name, help=text)
        add_library_argument(action)
        action.add_argument("--json", action="store_true", help="JSON lines, for programs")
        if name == "gc":
            action.add_argument(
                "--max-gb",
                metavar="N",
                type=float,
                default=None,
                help="the size to fit (default: 20, or DEEPAUDIO_LIBRARY_MAX_GB)",
            )
        if name == "clear":
            action.add_argument(
                "--features",
                action="store_true",
                help="no takes, but what the model keeps of pictures and prompts to save time",
            )
        if name == "verify":
            action.add_argument(
                "--repair",
                action="store_true",
                help="mend it: damaged takes go, and are rendered again when they are needed",
            )
        if name in ("gc", "clear"):
            action.add_argument(
                "--force", action="store_true", help="also takes that written timelines use"
            )
        action.set_defaults(run=run)
    cache_shared.add(actions)


def run(args: argparse.Namespace, output: Output) -> int:
    """Do one of the four."""
    from deepaudio_plugin.takes.opening import open_library

    if getattr(args, "features", False):
        return _clear_features(output)
    limit = getattr(args, "max_gb", None)
    if limit is not None and not 0 <= limit < float("inf"):
        raise UsageError(f"--max-gb {limit} is out of range", hint="Choose 0 or more.")
    actions: dict[str, Callable[[TakeLibrary, argparse.Namespace, Output], int]]
    actions = {"list": _list, "gc": _gc, "clear": _clear, "verify": _verify}
    library = open_library(args.library)
    if library.sharing.address:
        output.note(f"Of {library.sharing.address} this is what lies on this computer.")
    if library.root.exists() and not library.root.is_dir():
        raise OutputError(
            "is not a folder", where=str(library.root), hint="Check --library or DEEPAUDIO_LIBRARY."
        )
    try:
        return actions[args.action](library, args, output)
    finally:
        library.close()


def _list(library: TakeLibrary, _args: argparse.Namespace, output: Output) -> int:
    from deepaudio_plugin.core.problems import number

    entries = library.entries()
    for entry in entries:
        made_from, take = entry.made_from, entry.take
        what = made_from.get("text") or made_from.get("where") or ""
        kind = made_from.get("part") or made_from.get("stem", "")
        output.event("take", **asdict(entry))
        output.line(f"{take.key[:12]}  {kind:<8}  {entry.bytes / 1e6:7.2f} MB  {what}")
    total = sum(entry.bytes for entry in entries)
    output.line(f"{number(len(entries), 'take')}, {total / 1e6:.1f} MB in {library.root}")
    _list_features(output)
    return 0


def _list_features(output: Output) -> None:
    """What the model keeps beside the takes, if anything."""
    from deepaudio_plugin.core.feature_cache import features_folder, features_usage

    kept = features_usage()
    if kept.files:
        output.event("features", **asdict(kept), folder=str(features_folder()))
        output.line(f"Features kept by the model: {kept.bytes / 1e6:.1f} MB in {features_folder()}")


def _clear_features(output: Output) -> int:
    from deepaudio_plugin.core.feature_cache import clear_features
    from deepaudio_plugin.core.problems import number

    gone = clear_features()
    output.event("features-cleared", **asdict(gone))
    output.line(
        f"{number(gone.files, 'file')} of the model's features deleted ({gone.bytes / 1e6:.1f} MB)."
    )
    return 0


def _gc(library: TakeLibrary, args: argparse.Namespace, output: Output) -> int:
    limit = None if args.max_gb is None else round(args.max_gb * 1e9)
    return _told(library.gc(limit, force=args.force, sweep=True), output)


def _clear(library: TakeLibrary, args: argparse.Namespace, output: Output) -> int:
    return _told(library.clear(force=args.force), output)


def _verify(library: TakeLibrary, args: argparse.Namespace, output: Output) -> int:
    from deepaudio_plugin.core.problems import number
    from deepaudio_plugin.takes.verifying import LibraryFault, Verification

    faults: list[LibraryFault] = []

    def tell(fault: LibraryFault) -> None:
        faults.append(fault)
        output.event("fault", **asdict(fault), repaired=args.repair)
        output.line(f"{fault.key[:12] or fault.path}: {fault.message}")

    verified = Verification(library, repair=args.repair).run(tell)
    code = 1 if faults and not args.repair else 0
    counts = {"faults": len(faults), "repaired": len(faults) if args.repair else 0}
    output.event("verified", **asdict(verified), **counts, exit_code=code)
    told = f"{number(verified.takes, 'take')} looked at, {verified.sound} as they should be"
    if faults:
        hint = "all repaired" if args.repair else "mend them with --repair"
        told += f"; {number(len(faults), 'fault')}, {hint}"
    output.line(f"{told}.")
    return code


def _told(report: GcReport, output: Output) -> int:
    from deepaudio_plugin.core.problems import number

    output.event("cleaned", **asdict(report))
    kept = f"{report.kept} kept ({report.kept_bytes / 1e6:.1f} MB)"
    why = f", {report.protected} of them used by written timelines" if report.protected else ""
    gone = f"{number(report.removed, 'take')} deleted ({report.freed / 1e6:.1f} MB)"
    output.line(f"{gone}, {kept}{why}.")
    return 0
