"""`deepaudio models`: list, pull, import, verify and remove the model's weights."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from deepaudio.weights import licences, registry
from deepaudio.weights.registry import Artefact, WeightsRegistry
from deepaudio.weights.report import (
    artefact_json,
    listing,
    pack_json,
    reporter,
    size_words,
    variant_json,
)
from deepaudio.weights.store import HINT, Store, removable
from deepaudio_plugin.core.command_line.output import Output
from deepaudio_plugin.core.command_line.parser import add_action
from deepaudio_plugin.core.errors import CancelledError, DeepAudioError, WeightsError
from deepaudio_plugin.core.files import output_errors

_UNKNOWN_NAMED = 10

_ACTIONS = {
    "list": "what there is, what is here, what it needs, and under which licence",
    "pull": "fetch what a variant needs; goes on where it stopped",
    "import": "take the files from a folder that has them; the folder stays as it is",
    "verify": "read the installed files through and compare them with what they should be",
    "remove": "delete a variant's files, except those that another one needs",
}


def add(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "models",
        help="the weights of the DeepAudio-V1 model, and more voices",
        description="The weights of the DeepAudio-V1 model and the sketch engine's pack of voices: "
        "fetch them once, check them, delete them. NAME is a variant (small_44k), a pack (voices), "
        "a file (v2c_s44.pt) or all.",
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, text in _ACTIONS.items():
        action = add_action(actions, name, text)
        if name == "import":
            action.add_argument("folder", metavar="FOLDER", type=Path)
        if name in ("pull", "remove"):
            action.add_argument("names", metavar="NAME", nargs="+")
        if name == "verify":
            action.add_argument("names", metavar="NAME", nargs="*", default=[])
        if name in ("pull", "import"):
            action.add_argument(
                "--accept-licence",
                action="store_true",
                help="accept the licences of these weights without being asked",
            )
        action.add_argument("--weights", metavar="DIR", type=Path, help="where weights are kept")
        action.add_argument("--json", action="store_true", help="JSON lines instead of text")
        action.set_defaults(run=run)


def run(args: argparse.Namespace, output: Output) -> int:
    """Do one of the five."""
    actions: dict[str, Callable[[argparse.Namespace, WeightsRegistry, Store, Output], int]]
    actions = {
        "list": _list,
        "pull": _pull,
        "import": _import,
        "verify": _verify,
        "remove": _remove,
    }
    try:
        return actions[args.action](args, registry.load(), Store(args.weights), output)
    except KeyboardInterrupt as error:
        raise CancelledError(
            "stopped", hint="What has arrived is kept; run the same command again to go on."
        ) from error


def _list(_args: argparse.Namespace, known: WeightsRegistry, store: Store, output: Output) -> int:
    output.event("weights", root=str(store.root))
    for name in known.variants:
        output.event("variant", **variant_json(name, known, store))
    for name in known.packs:
        output.event("pack", **pack_json(name, known, store))
    for artefact in known.artefacts.values():
        output.event("artefact", **artefact_json(artefact, known, store))
    for line in listing(known, store) if not output.json_lines else ():
        output.line(line)
    return 0


def _pull(args: argparse.Namespace, known: WeightsRegistry, store: Store, output: Output) -> int:
    from deepaudio.weights.pull import pull

    wanted = store.missing(known.choose(args.names))
    if not wanted:
        output.event("pulled", installed=[], missing=[])
        output.line("Everything is here already.")
        return 0
    _settle_licences(wanted, args, known, store, output)
    amount = size_words(store.to_fetch(wanted))
    output.note(f"{len(wanted)} files, about {amount}, to {store.root}")
    for free in licences.free(wanted, known) if not output.json_lines else ():
        output.note("\n".join(licences.described(free, wanted)))
    with reporter(output) as listener:
        failures = pull(wanted, store, listener)
    missing = store.missing(wanted)
    output.event(
        "pulled",
        installed=[a.name for a in wanted if a not in missing],
        missing=[a.name for a in missing],
    )
    if not failures:
        output.line("All files are here and right.")
    return _report_errors(failures, output)


def _import(args: argparse.Namespace, known: WeightsRegistry, store: Store, output: Output) -> int:
    from deepaudio.weights.importing import find_files, import_found

    found = find_files(args.folder, known)
    artefacts = list(dict.fromkeys(artefact for _, artefact in found.known))
    _settle_licences(store.missing(artefacts), args, known, store, output)
    with reporter(output) as listener:
        done = import_found(found, known, store, listener)
    output.event(
        "imported",
        installed=list(done.installed),
        already=list(done.already),
        unknown=[str(path) for path in done.unknown],
    )
    output.line(f"{len(done.installed)} files taken, {len(done.already)} were here already.")
    for path in done.unknown[:_UNKNOWN_NAMED]:
        output.note(f"left alone, not one of the model's files: {path}")
    if len(done.unknown) > _UNKNOWN_NAMED:
        output.note(f"… and {len(done.unknown) - _UNKNOWN_NAMED} more")
    return _report_errors(done.refused, output)


def _verify(args: argparse.Namespace, known: WeightsRegistry, store: Store, output: Output) -> int:
    from deepaudio.weights.verify import verify

    chosen = known.choose(args.names or [registry.EVERYTHING])
    with reporter(output) as listener:
        problems = verify(chosen, store, listener)
    here = [a for a in chosen if store.status(a).installed]
    output.event("verified", installed=[a.name for a in here], wrong=len(problems))
    output.line(f"{len(here)} of {len(chosen)} files are installed; {len(problems)} are wrong.")
    return _report_errors(problems, output)


def _remove(args: argparse.Namespace, known: WeightsRegistry, store: Store, output: Output) -> int:
    chosen = known.choose(args.names)
    with store.changing():
        gone = removable(args.names, known, store)
        freed = 0
        for artefact in gone:
            with output_errors(store.folder(artefact), hint=HINT):
                freed += store.remove(artefact)
    kept = [a for a in chosen if a not in gone and store.status(a).state != "missing"]
    output.event("removed", names=[a.name for a in gone], freed=freed, kept=[a.name for a in kept])
    output.line(f"{size_words(freed)} freed.")
    if kept:
        files = ", ".join(artefact.file for artefact in kept)
        output.line(f"Kept, because another variant that is here needs them: {files}")
    return 0


def _settle_licences(
    wanted: Sequence[Artefact],
    args: argparse.Namespace,
    known: WeightsRegistry,
    store: Store,
    output: Output,
) -> None:
    """Show and have accepted what is not yet. Raises LicenceError."""
    pending = licences.to_accept(wanted, known, store)
    if not pending:
        return
    for licence in pending:
        files = [a.file for a in wanted if a.licence == licence.id]
        output.event("licence", **asdict(licence), files=files)
        if not output.json_lines:
            output.note("\n".join(licences.described(licence, wanted)))
    if not (args.accept_licence or _says_yes(output)):
        raise licences.refused(pending)
    licences.accept(pending, store)


def _says_yes(output: Output) -> bool:
    if output.json_lines or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    print("Do you accept these licences? Type yes: ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("yes", "y")


def _report_errors(errors: Sequence[DeepAudioError], output: Output) -> int:
    for error in errors:
        output.error(error)
    return WeightsError.exit_code if errors else 0
