"""`python -m tests.bench.formats [FILE …]`: what arrives in each dialect and format.

For the demo and every file of the corpus: read it, plan it, write it for every host and in
every format with stand-ins for the takes, and read that back. Without files named, the
tables go into docs/hosts.md; with files, they are only printed.
"""

from __future__ import annotations

import argparse
import itertools
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import unquote

import opentimelineio as otio
from opentimelineio.opentime import RationalTime

from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.errors import DeepAudioError
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.core.protocol import Take
from deepaudio_plugin.formats.documents import read
from deepaudio_plugin.hosts import registry
from deepaudio_plugin.hosts.dialects import lint
from deepaudio_plugin.output.names import media_name
from deepaudio_plugin.output.save import speech_file, write
from deepaudio_plugin.output.tracks import Placed, build_tracks
from deepaudio_plugin.ownership.paths import media_folder
from deepaudio_plugin.planning.plan import Plan, make_plan
from deepaudio_plugin.subtitles.material import read_material
from deepaudio_plugin.timeline.document import Document
from deepaudio_plugin.timeline.identity import MediaIdentity
from deepaudio_plugin.timeline.links import local_path
from tests.helpers.shared import WRONG

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "resources" / "demo" / "demo.otio"
CORPUS = ROOT.parent / "shared" / "corpus"
PAGE = ROOT / "docs" / "hosts.md"
ENDINGS = (".otio", ".aaf", ".edl", ".fcpxml", ".xml", ".kdenlive", ".xges")
FORMATS = ("xml", "fcpxml", "edl", "aaf", "kdenlive", "xges")
_BEGIN, _END = "<!-- formats -->\n", "<!-- /formats -->"
_ENGINE = EngineInfo("sketch", True, "Sketch engine", version="1", voices=("ann", "bob"))
_LINES = ("MARA: Did you hear that?", "JON: It was the door.", "MARA: “Öffne sie.”")


@dataclass(frozen=True)
class Target:
    """A way of writing: a dialect, or another format."""

    title: str
    dialect: str
    ending: str


TARGETS = (
    *(
        Target(registry.dialect(n).host, n, registry.dialect(n).ending or "otio")
        for n in registry.target_names()
    ),
    *(Target(f".{ending}", "generic", ending) for ending in FORMATS),
)


@dataclass
class Arrived:
    """How much of each kind arrived, and how much there was."""

    there: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    refusal: str = ""

    def add(self, kind: str, found: int, there: int) -> None:
        """Count `found` of `there`."""
        self.found[kind] += found
        self.there[kind] += there


KINDS = (
    "track names",
    "takes",
    "handles",
    "names",
    "text",
    "links",
    "own clips",
    "markers",
    "lint",
)


@dataclass(frozen=True)
class Clip:
    """A clip as it lies on a track, in frames of the timeline."""

    name: str
    file: str
    start: int
    length: int
    skipped: int  # frames of media before the part that plays


def journey(source: Path, folder: Path) -> dict[str, Arrived] | str:
    """What arrives of `source` in each target; the reason when it is refused at all."""
    copy = _copied(source, folder)
    try:
        document = read(copy)
        plan = _planned(copy, document)
    except DeepAudioError as error:
        return error.message
    return {target.title: _written(target, document, plan) for target in TARGETS}


def _copied(source: Path, folder: Path) -> Path:
    """The file in a folder that can be written to, with its media where they are small."""
    folder.mkdir(parents=True)
    if (source.parent / "media").is_dir():
        (folder / "media").symlink_to(source.parent / "media")
    return Path(shutil.copy(source, folder))


def _planned(source: Path, document: Document) -> Plan:
    """A plan with a line or three, as long as the timeline has room for them."""
    seconds = document.duration.to_seconds()
    step = seconds / (len(_LINES) + 1)
    blocks = (
        f"{n + 1}\n{_clock(n * step)} --> {_clock(n * step + min(2.0, 1.2 * step))}\n{line}\n"
        for n, line in enumerate(_LINES)
    )
    subtitles = source.with_name("lines.srt")
    subtitles.write_text("\n".join(blocks), encoding="utf-8")
    options = RenderOptions(subtitles=(subtitles,))
    return make_plan(read_material(source, options), options, _ENGINE, MediaIdentity())


def _clock(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{rest // 1000:02d},{rest % 1000:03d}"


def _placed(plan: Plan, media: Path) -> list[Placed]:
    """Every job with a stand-in for its take: the right length by its name, empty inside."""
    media.mkdir(exist_ok=True)
    placed = []
    for job in plan.jobs:
        if not job.requests:
            continue
        request = job.requests[0]
        path = media / media_name(job, request.key, plan.start)
        path.touch()
        total = request.handle_in + request.num_samples + request.handle_out
        take = Take(
            request.key, str(path), total, 1, request.handle_in, request.num_samples, -23.0, -1.0
        )
        said = {"text": request.text, "speaker": request.speaker}
        placed.append(Placed(job, ((take, path),), provenance=said))
    return placed


def _written(target: Target, document: Document, plan: Plan) -> Arrived:
    arrived = Arrived()
    output = document.path.with_name(f"{target.dialect}.deepaudio.{target.ending}")
    placed = _placed(plan, media_folder(output))
    clock = registry.dialect(target.dialect).clock
    tracks = build_tracks(placed, plan.rate, plan.start, folder=output.parent, clock=clock)
    try:
        write(document, tracks, output, dialect=target.dialect)
        back = read(output)
    except DeepAudioError as error:
        arrived.refusal = error.message
        return arrived
    _compare(arrived, target, document, placed, back)
    return arrived


def _compare(
    arrived: Arrived, target: Target, document: Document, placed: Sequence[Placed], back: Document
) -> None:
    files = {item.takes[0][1].name: item for item in placed}
    found: dict[str, Clip] = {}
    for clip in _clips(back.timeline, back, document):
        if clip.file in files:
            found[clip.file] = _put_together(found.get(clip.file), clip)
    wanted = list(_clips(_ours_of(document, placed, back), document, document))
    by_file = {clip.file: clip for clip in wanted}
    names = {track.name.partition(":")[0] for track in back.timeline.tracks}  # a speaker follows
    ours = {"DeepAudio Speech", "DeepAudio Audio"} & {
        f"DeepAudio {item.job.stem.capitalize()}" for item in placed
    }
    arrived.add("track names", len(ours & names), len(ours))
    for file, clip in by_file.items():
        seen = found.get(file)
        arrived.add(
            "takes", seen is not None and (seen.start, seen.length) == (clip.start, clip.length), 1
        )
        arrived.add("handles", seen is not None and seen.skipped == clip.skipped, 1)
        arrived.add("names", seen is not None and seen.name == clip.name, 1)
    arrived.add("text", *_texts(placed, back))
    arrived.add("links", *_links(back, set(files)))
    own = Counter((c.start, c.length) for c in _clips(document.timeline, document, document))
    kept = Counter(
        (c.start, c.length) for c in _clips(back.timeline, back, document) if c.file not in files
    )
    arrived.add("own clips", sum((own & kept).values()), sum(own.values()))
    arrived.add("markers", *_markers(document, back))
    if target.ending == "otio":
        findings = lint.check_document(back, registry.dialect(target.dialect))
        arrived.add("lint", not any(f.severity == "refused" for f in findings), 1)


def _put_together(before: Clip | None, clip: Clip) -> Clip:
    """A clip with the last frame that is split off it for Kdenlive."""
    if before is None or clip.start != before.start + before.length or clip.length != 1:
        return clip
    return replace(before, length=before.length + 1)


def _ours_of(document: Document, placed: Sequence[Placed], back: Document) -> otio.schema.Timeline:
    """A timeline of our tracks alone, as they should be."""
    tracks = build_tracks(placed, document.rate, document.start, folder=back.path.parent)
    return otio.schema.Timeline(tracks=tracks)


def _clips(timeline: otio.schema.Timeline, document: Document, other: Document) -> Iterator[Clip]:
    """The clips on the top tracks, counted in frames of `other`."""
    # An EDL does not say 23.976 from 24: then frames are compared, and not seconds.
    near = abs(document.rate / other.rate - 1) < 0.002

    def frames(time: RationalTime) -> int:
        if near and abs(time.rate / document.rate - 1) < 1e-6:
            return round(time.value)
        return round(time.to_seconds() * other.rate)

    for track in timeline.tracks:
        if not isinstance(track, otio.schema.Track):
            continue
        ranges = track.range_of_all_children()
        for item in track:
            if isinstance(item, otio.schema.Clip) and item in ranges:
                yield _clip(item, ranges[item], frames)


def _clip(item: otio.schema.Clip, lies: otio.opentime.TimeRange, frames: object) -> Clip:
    media = item.media_reference
    url = getattr(media, "target_url", "") or ""
    first = media.available_range.start_time if media and media.available_range else None
    start = item.trimmed_range().start_time
    skipped = frames(start - first if first is not None else start)  # type: ignore[operator]
    name = unquote(url).rpartition("/")[2]
    return Clip(item.name, name, frames(lies.start_time), frames(lies.duration), skipped)  # type: ignore[operator]


def _texts(placed: Sequence[Placed], back: Document) -> tuple[int, int]:
    """Lines that can be read in the host: in a clip's name, a marker or a file beside it."""
    said = [str(p.provenance["text"]) for p in placed if p.job.stem == "speech"]
    told = [clip.name or "" for clip in back.timeline.find_clips()]
    told += [m.name or "" for clip in back.timeline.find_clips() for m in clip.markers]
    beside = speech_file(back.path)
    text = "\n".join(told) + (beside.read_text("utf-8") if beside.exists() else "")
    return sum(line in text for line in said), len(said)


def _links(back: Document, files: set[str]) -> tuple[int, int]:
    found = 0
    for clip in back.timeline.find_clips():
        path = local_path(getattr(clip.media_reference, "target_url", "") or "", back.path.parent)
        found += path is not None and path.name in files and path.exists()
    return min(found, len(files)), len(files)


def _markers(document: Document, back: Document) -> tuple[int, int]:
    """The timeline's own markers that are still there, by name."""

    def names(timeline: otio.schema.Timeline) -> Counter[str]:
        items = [timeline.tracks, *timeline.find_children()]
        return Counter(m.name or "" for i in items for m in getattr(i, "markers", ()))

    before = names(document.timeline)
    return sum((before & names(back.timeline)).values()), sum(before.values())


# -- the tables ---------------------------------------------------------------------


def targets_table(results: dict[str, dict[str, Arrived] | str]) -> str:
    """A row for each dialect and format: of each kind, how much arrived."""
    rows = [f"| written as | files | {' | '.join(KINDS)} |", "|---" * (len(KINDS) + 2) + "|"]
    read_files = [result for result in results.values() if isinstance(result, dict)]
    for target in TARGETS:
        each = [result[target.title] for result in read_files]
        whole = [arrived for arrived in each if not arrived.refusal]
        cells = [_share(whole, kind) for kind in KINDS]
        title = f"`--for {target.dialect}`" if target.title[0] != "." else f"`{target.title}`"
        if target.dialect != "generic" and target.ending != "otio":
            title += f" (`.{target.ending}`)"
        rows.append(f"| {title} | {len(whole)} of {len(each)} | {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def _share(all_of: Sequence[Arrived], kind: str) -> str:
    found = sum(arrived.found[kind] for arrived in all_of)
    there = sum(arrived.there[kind] for arrived in all_of)
    if not there:
        return ""
    return "all" if found == there else f"{found} of {there}" if found else "none"


def files_table(results: dict[str, dict[str, Arrived] | str]) -> str:
    """A row for each file: what happened to it."""
    rows = ["| file | journey |", "|---|---|"]
    for name, result in results.items():
        if isinstance(result, str):
            rows.append(f"| {name} | refused: {_cell(result)} |")
            continue
        refused = [f"{t}: {_cell(a.refusal)}" for t, a in result.items() if a.refusal]
        says = "read, planned and written everywhere" if not refused else "; ".join(refused)
        rows.append(f"| {name} | {says} |")
    return "\n".join(rows) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "/").split())


def measure(files: Sequence[Path]) -> dict[str, dict[str, Arrived] | str]:
    """The journeys of files by their names."""
    results = {}
    with tempfile.TemporaryDirectory(prefix="deepaudio-formats-") as folder:
        for number, path in zip(itertools.count(), files):
            name = path.relative_to(CORPUS).as_posix() if CORPUS in path.parents else path.name
            results[name] = journey(path, Path(folder) / str(number))
    return results


def main() -> int:
    """Measure, print, and write the page."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.formats", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    args = parser.parse_args()
    found = (p for p in CORPUS.rglob("*") if p.suffix in ENDINGS)
    corpus = sorted(p for p in found if WRONG not in p.relative_to(CORPUS).parts)
    results = measure([p.resolve() for p in args.files] or [DEMO, *corpus])
    tables = f"{targets_table(results)}\n{files_table(results)}"
    print(tables)
    if not args.files and corpus:
        head, _, rest = PAGE.read_text(encoding="utf-8").partition(_BEGIN)
        PAGE.write_text(head + _BEGIN + tables + _END + rest.partition(_END)[2], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
