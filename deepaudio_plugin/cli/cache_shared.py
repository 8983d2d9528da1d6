"""`deepaudio cache shared`: takes of a shared library that nobody needs any more."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deepaudio_plugin.cli.arguments import add_library_argument
from deepaudio_plugin.core.command_line.output import Output
from deepaudio_plugin.core.errors import UsageError

if TYPE_CHECKING:
    from deepaudio_plugin.takes.entry import Entry

_DAY_S = 86_400.0


def add(actions: Any) -> None:
    """Register the action."""
    action = actions.add_parser(
        "shared",
        help="takes of a shared library that nobody needs: list them, or --remove them",
        description="List the takes of a shared library that are older than some days and that "
        "no file named with --keep needs. Nothing is removed without --remove. A take that is "
        "missed after all is made again.",
    )
    add_library_argument(action)
    action.add_argument(
        "--older-than",
        metavar="DAYS",
        type=float,
        required=True,
        help="only takes that were made longer ago",
    )
    action.add_argument(
        "--keep",
        metavar="FILE",
        type=Path,
        nargs="+",
        action="extend",
        default=[],
        help="timelines, with what was written of them and decided beside them, or work files: "
        "their takes are kept",
    )
    action.add_argument("--remove", action="store_true", help="remove what is listed")
    action.add_argument("--json", action="store_true", help="JSON lines, for programs")
    action.set_defaults(run=run)


def run(args: argparse.Namespace, output: Output) -> int:
    """List or remove. Raises StoreError; what was removed until then is."""
    from deepaudio_plugin.core.problems import number
    from deepaudio_plugin.takes.opening import open_shared
    from deepaudio_plugin.takes.tidying import unneeded

    if not 0 <= args.older_than < float("inf"):
        raise UsageError(f"--older-than {args.older_than} is out of range", hint="Choose days.")
    needed = _needed(args.keep)
    store = open_shared(args.library)
    if store is None:
        raise UsageError(
            "this is the library of one computer, which no machines share",
            where=str(args.library or ""),
            hint="Name a shared one, as in --library s3://bucket/takes; `deepaudio cache clear` "
            "is for the one of this computer.",
        )
    count, size = 0, 0
    for entry in unneeded(store, needed, time.time() - _DAY_S * args.older_than):
        if args.remove:
            store.drop(entry.take.key)
        _tell(entry, output)
        count, size = count + 1, size + entry.bytes
    removed = count if args.remove else 0
    output.event("tidied", library=str(store), unneeded=count, bytes=size, removed=removed)
    found = f"{number(count, 'take')}, {size / 1e6:.1f} MB, of {store}"
    hint = "" if args.remove or not count else " Add --remove to remove them."
    output.line(f"{found} {'removed' if args.remove else 'not needed'}.{hint}")
    return 0


def _needed(files: list[Path]) -> set[str]:
    """The keys of the takes that are kept. Raises UsageError for a file that names none.

    Decisions do not suffice: they name what was rendered there, and not what was fetched.
    """
    from deepaudio_plugin.decisions.file import path_for
    from deepaudio_plugin.ownership.paths import default_output
    from deepaudio_plugin.takes.tidying import keys_named

    found: set[str] = set()
    for file in files:
        written = default_output(file)
        named = keys_named([file, *([written] if written.is_file() else [])])
        if not named:
            raise UsageError(
                "names no take, nor does what was written beside it",
                where=str(file),
                hint="Nothing was removed. Name the .otio that a render has written.",
            )
        decisions = path_for(file)
        found |= named | keys_named([decisions] if decisions.is_file() else [])
    return found


def _tell(entry: Entry, output: Output) -> None:
    made_from = entry.made_from
    what = made_from.get("text") or made_from.get("where") or ""
    made = time.strftime("%Y-%m-%d", time.localtime(entry.created))
    output.event(
        "unneeded",
        key=entry.take.key,
        created=entry.created,
        bytes=entry.bytes,
        made_from=made_from,
    )
    output.line(f"{entry.take.key[:12]}  {made}  {entry.bytes / 1e6:7.2f} MB  {what}")
