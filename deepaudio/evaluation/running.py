"""An evaluation from its list to its result."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from deepaudio.evaluation import lists, sounds
from deepaudio.evaluation.benchmarks import BENCHMARKS
from deepaudio.evaluation.cases import Case, case
from deepaudio.evaluation.features import ItemFeatures, packages
from deepaudio.evaluation.items import Item
from deepaudio.evaluation.lists import Listed
from deepaudio.evaluation.recogniser import PUBLISHED as PUBLISHED_RECOGNISER
from deepaudio.evaluation.recogniser import Recogniser, recogniser
from deepaudio.evaluation.results import Result
from deepaudio.evaluation.scoring import TRUTH, ScoredRow, faults, score_all
from deepaudio.evaluation.summary import PUBLISHED, Figure, figures
from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.core.files import digest_of
from deepaudio_plugin.core.problems import first_few

CACHE = "cache"

Listener = Callable[[int, int, str], None]  # files done, of how many, and the last one's name


@dataclass(frozen=True)
class Wanted:
    """What is to be judged, and with what."""

    benchmark: str
    model: str  # as tables call what was judged
    gen: Path | None  # generated sounds
    tgt: Path | None = None  # true sounds, where they are not where the list says
    ref: Path | None = None  # prompts
    features: Path | None = None  # that somebody brought
    recogniser: Path | None = None  # folder of another one
    checkpoint: Path | None = None  # that made the sounds
    as_published: bool = False


def evaluate(
    listed: Listed,
    wanted: Wanted,
    out: Path,
    listener: Listener = lambda done, total, name: None,
) -> tuple[Result, list[ScoredRow]]:
    """Judge the sounds of a list. What is computed on the way is kept in `out`/cache.

    Raises UsageError for folders that are not there, and WeightsMissingError for a folder
    without a recogniser.
    """
    _require_folders(wanted)
    hearing = _recogniser(wanted.recogniser)
    source = ItemFeatures(wanted.features, out / CACHE, hearing)
    columns = BENCHMARKS[wanted.benchmark].columns()
    items = [_asked(item, wanted.benchmark) for item in listed.items]
    _require_some(items, wanted.gen)

    def told(row: ScoredRow) -> None:
        if row.name != TRUTH:
            listener(len(row.cases), len(items), row.cases[-1].item.id)

    rows = score_all(wanted.model, _cases(items, source, wanted), columns, told)
    found = [
        figure for row in rows for figure in figures(row, columns, as_published=wanted.as_published)
    ]
    result = Result(
        benchmark=wanted.benchmark,
        model=wanted.model,
        list=listed.path.name,
        kind=listed.kind,
        items=len(items),
        figures=tuple(_by_another(figure, hearing) for figure in found),
        sha256="" if wanted.checkpoint is None else digest_of(wanted.checkpoint),
        recogniser="" if hearing is None else hearing.name,
        recogniser_sha256="" if hearing is None else hearing.sha256,
        packages=packages(),
        problems=(*listed.problems, *_unlisted(items, wanted.gen), *_problems(rows)),
    )
    return result, rows


def listed_for(
    benchmark: str, path: Path | None, wanted: Wanted, root: Path | None = None
) -> Listed:
    """The list at `path`; without one the sounds of the folders themselves.

    Raises UsageError where there is neither, and as `lists.read` does.
    """
    if path is not None and not path.is_dir():
        return lists.read(path, root)
    true = path or wanted.tgt
    if true is None:
        raise UsageError(
            "neither a list nor a folder of true sounds is given",
            hint=f"deepaudio eval {benchmark} LIST --gen DIR, or --tgt DIR --gen DIR",
        )
    return lists.read_folders(true, wanted.gen)


def _cases(items: Sequence[Item], source: ItemFeatures, wanted: Wanted) -> Iterator[Case]:
    for item in items:
        yield case(item, source, wanted.gen, wanted.tgt, wanted.ref)


def _asked(item: Item, benchmark: str) -> Item:
    """The item as its benchmark puts it: text alone is told no cue."""
    return replace(item, cue=None) if benchmark == "tts" else item


def _recogniser(folder: Path | None) -> Recogniser | None:
    """What hears; None where the small one is not installed, so that metrics can say so."""
    try:
        return recogniser(folder)
    except ModuleNotFoundError:
        if folder is None:
            return None
        raise


def _require_folders(wanted: Wanted) -> None:
    for option, folder in (("--gen", wanted.gen), ("--tgt", wanted.tgt), ("--ref", wanted.ref)):
        if folder is not None and not folder.is_dir():
            raise UsageError(f"there is no such folder, for {option}", where=str(folder))
    if wanted.checkpoint is not None and not wanted.checkpoint.is_file():
        raise UsageError("there is no such checkpoint", where=str(wanted.checkpoint))
    if wanted.gen is None and wanted.features is None:
        raise UsageError(
            "nothing to judge is given",
            hint="Name the folder of generated sounds with --gen, or an engine with --generate.",
        )


def _by_another(figure: Figure, hearing: Recogniser | None) -> Figure:
    """A published word error rate that another recogniser than the published one gave says so."""
    if hearing is None or hearing.name == PUBLISHED_RECOGNISER or figure.metric != "wer":
        return figure
    if figure.arithmetic != PUBLISHED or figure.value is None:
        return figure
    said = f"heard by {hearing.name}; the published figures are of {PUBLISHED_RECOGNISER}"
    return replace(figure, note="; ".join(filter(None, (figure.note, said))))


def _require_some(items: Sequence[Item], gen: Path | None) -> None:
    """A folder that has nothing of the list is more likely another list's. Raises UsageError."""
    if gen is None or any(sounds.find(gen, item.names).is_file() for item in items):
        return
    raise UsageError(
        f"none of the list's {len(items)} sounds is in the folder",
        where=str(gen),
        hint=f"The first would be called {items[0].id}.wav.",
    )


def _unlisted(items: Sequence[Item], gen: Path | None) -> Iterator[str]:
    """Of a folder that holds more than the list names: a misspelt name is found by it."""
    if gen is None:
        return
    listed = {sounds.find(gen, item.names) for item in items}
    others = sorted(path.name for path in sounds.inside(gen) if path not in listed)
    if others:
        yield f"in no line of the list, of {gen}: {first_few(others, most=8)}"


def _problems(rows: Sequence[ScoredRow]) -> Iterator[str]:
    for row in rows:
        for name, fault, reason in faults(row):
            yield f"{row.name}: {name} is {fault}: {reason}"
    if not any(row.name == TRUTH for row in rows):
        yield "no ground truth's row: the list has no targets' sounds"
