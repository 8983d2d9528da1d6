"""The mix and its stems as Broadcast WAV: brought to a specification, stamped, written whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from deepaudio_plugin.core.delivery import CHANNELS, DOWNMIX, SPECS, Spec, levels_line
from deepaudio_plugin.core.files import output_errors
from deepaudio_plugin.core.leftovers import temp_name
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.core.protocol import Done, Mix, MixLevels, MixTarget, OriginClaim
from deepaudio_plugin.output.ambience import (
    NOTHING_KNOWN,
    KnownAmbience,
    has_parts,
    unparted_note,
    with_ambience,
)
from deepaudio_plugin.output.claims import mix_claim
from deepaudio_plugin.output.crossfades import VERSION, mix_parts
from deepaudio_plugin.output.marking import Marker
from deepaudio_plugin.output.media import is_whole
from deepaudio_plugin.output.mixing import mix_order
from deepaudio_plugin.output.placed_takes import Stem, is_heard
from deepaudio_plugin.output.save import keep_theirs
from deepaudio_plugin.output.written_files import WrittenFiles
from deepaudio_plugin.ownership.broadcast import LEVELS, read_levels
from deepaudio_plugin.ownership.bwf import Broadcast
from deepaudio_plugin.ownership.ours import DELIVERED
from deepaudio_plugin.planning.plan import Plan
from deepaudio_plugin.rendering.progress import Watch
from deepaudio_plugin.timeline.shots import dissolves
from deepaudio_plugin.timeline.timing import samples

Made = Callable[[Mix, Path], Done]
"""Has a mix made that is to become the file of that path. Raises DeepAudioError."""


@dataclass(frozen=True)
class Making:
    """How the files of a mix come about."""

    made: Made
    ambience: Callable[[], KnownAmbience]  # of the sounds alone, as far as it can be made
    watch: Watch


_MIX, _DIALOGUE, _EFFECTS, _AMBIENCE, _WITHOUT_DIALOGUE = DELIVERED
_SURROUND = CHANNELS["5.1"]
_TITLES = {
    _MIX: "mix",
    _DIALOGUE: "dialogue",
    _EFFECTS: "effects",
    _AMBIENCE: "ambience",
    _WITHOUT_DIALOGUE: "music and effects",
}


@dataclass(frozen=True)
class Delivered:
    """The files of a mix and what was measured of it."""

    path: Path
    num_samples: int
    channels: int
    spec: str
    levels: MixLevels | None  # None for one that nothing is known of
    stems: Mapping[str, Path]  # by name; empty where none were asked for

    @property
    def line(self) -> str:
        """What was measured and done, in words; "" where nothing is known."""
        return levels_line(SPECS[self.spec], self.levels) if self.levels else ""


class Delivery:
    """What a timeline's `stems` sound like together, and the files that hold it."""

    def __init__(
        self,
        plan: Plan,
        stems: Sequence[Stem],
        written: WrittenFiles,
        options: RenderOptions,
        *,
        marker: Marker,
    ) -> None:
        """`options` say in which channels, at which levels, and whether its stems are wanted."""
        self.notes: list[str] = []  # on files that somebody has changed
        self._plan, self._stems, self._written = plan, stems, written
        self.heard = [stem for stem in stems if is_heard(stem.placed)]
        self._name, self._split, self._marker = options.spec, options.stems, marker
        self._channels, self._watermark = CHANNELS[options.channels], options.watermark
        self._parts = any(has_parts(stem, plan.engine) for stem in self.heard)
        digest = _digest(self.heard, plan, options)
        self._paths = {kind: written.folder / f"{kind}_{digest}.wav" for kind in DELIVERED}

    @property
    def names(self) -> list[str]:
        """File names of all that there could be: each stands for one content."""
        return [path.name for path in self._paths.values()]

    @property
    def wanted(self) -> Mapping[str, Path]:
        """The files that are asked for: none of ambience that nobody knows."""
        if not self._split:
            return {_MIX: self._paths[_MIX]}
        unknown = () if self._parts else (_AMBIENCE,)
        return {kind: path for kind, path in self._paths.items() if kind not in unknown}

    def make(self, files: Mapping[str, Path], making: Making) -> Delivered:
        """Write what is not there yet; `files` are the stems' by name. Raises as `making` does."""
        order = mix_order(self._plan, self._stems, files, self._paths[_MIX], None)
        order = replace(order, target=self._spec.target, channels=self._channels)
        is_there = all(
            is_whole(path, order.num_samples, self._channels) for path in self.wanted.values()
        )
        levels = read_levels(self._paths[_MIX]) if is_there else None
        if not is_there or self._lacks_watermark(levels):
            levels = self._write(order, making, files)
        claims = [self._claim(kind, path, files, levels) for kind, path in self.wanted.items()]
        self._marker.sign_ours(claims, self._written, making.watch)
        if self._split or self._channels == _SURROUND:
            self.notes += unparted_note(self.heard, self._plan.engine)
        return Delivered(
            self._paths[_MIX],
            order.num_samples,
            self._channels,
            self._name,
            levels,
            {_TITLES[kind]: path for kind, path in self.wanted.items() if kind != _MIX},
        )

    @property
    def _spec(self) -> Spec:
        return SPECS[self._name]

    def _lacks_watermark(self, levels: MixLevels | None) -> bool:
        """Whether a mix that is there was made where no watermark could be."""
        return self._watermark and (levels is None or levels.watermark_db is None)

    def _write(self, order: Mix, making: Making, files: Mapping[str, Path]) -> MixLevels | None:
        is_used = self._parts and (self._split or self._channels == _SURROUND)
        known = making.ambience() if is_used else NOTHING_KNOWN
        made, watch = making.made, making.watch
        with _parts(self.wanted) as parts:
            order = replace(
                with_ambience(order, known.ducked),
                out_path=str(parts[_MIX].absolute()),
                speech_path=_path(parts, _DIALOGUE),
                audio_path=_path(parts, _EFFECTS),
                ambience_path=_path(parts, _AMBIENCE),
            )
            done = made(replace(order, watermark=self._watermark), self._paths[_MIX])
            levels = done.levels
            self.notes += done.warnings
            if _WITHOUT_DIALOGUE in parts:
                gain_db = levels.gain_db if levels else 0.0
                target = MixTarget(None, self._spec.ceiling_db, gain_db=gain_db)
                alone = self._without_dialogue(order, parts[_WITHOUT_DIALOGUE], target)
                made(with_ambience(alone, known.alone), self._paths[_WITHOUT_DIALOGUE])
            for kind, part in parts.items():
                path, facts = self._paths[kind], self._facts(kind, levels)
                with output_errors(path):
                    self.notes += keep_theirs(path, self._written)
                claim = self._claim(kind, path, files, levels)
                self._marker.write(part, path, facts, claim, written=self._written, watch=watch)
                self._marker.flush(self._written, watch)
        return levels

    def _without_dialogue(self, order: Mix, part: Path, target: MixTarget) -> Mix:
        """For dialogue in another language: sound as it is where nobody speaks, all along."""
        heard = [
            (stem.placed, Path(stem.placed.take.path))
            for stem in self.heard
            if stem.placed.job.stem == "audio"
        ]
        return Mix(
            id="without dialogue",
            parts=tuple(mix_parts(heard, self._plan.shots)),
            num_samples=order.num_samples,
            channels=self._channels,
            out_path=str(part.absolute()),
            target=target,
        )

    def _claim(
        self, kind: str, path: Path, files: Mapping[str, Path], levels: MixLevels | None
    ) -> OriginClaim:
        heard = [stem for stem in self.heard if _is_in(stem, kind) and stem.file_name in files]
        is_marked = kind == _MIX and levels is not None and levels.watermark_db is not None
        takes = {files[s.file_name]: s.placed for s in heard}
        return mix_claim(self._plan, path, _TITLES[kind], takes, watermarked=is_marked)

    def _facts(self, kind: str, levels: MixLevels | None) -> Broadcast:
        plan, title = self._plan, _TITLES[kind]
        note, is_mix = [plan.engine.title], kind == _MIX
        if levels is not None:
            whose = "" if is_mix else "of the mix that it belongs to: "
            note.append(whose + levels_line(self._spec, levels))
            note.append(LEVELS + json.dumps(vars(levels)))
        if self._channels == _SURROUND:
            note.append(DOWNMIX)
        return Broadcast(
            description=f"{plan.engine.title} | {title} of {plan.name}",
            reference=path_reference(self._paths[kind]),
            time_reference=samples(plan.start),
            lufs=levels.lufs if levels and is_mix else None,
            true_peak_db=levels.true_peak_db if levels and is_mix else None,
            name=f"{Path(plan.name).stem} {title}",
            note="\n".join(note),
            made_by="DeepAudio",
        )


def _is_in(stem: Stem, kind: str) -> bool:
    """Whether a sound is in the mix, or in that stem of it."""
    if kind == _MIX:
        return True
    return (stem.placed.job.stem == "speech") == (kind == _DIALOGUE)


def path_reference(path: Path) -> str:
    """What the file at `path` calls itself, in up to 32 characters: its name."""
    return path.stem[-32:]


@contextmanager
def _parts(wanted: Mapping[str, Path]) -> Iterator[dict[str, Path]]:
    """Names for the worker to write under, in the folder where the files will be."""
    folder = next(iter(wanted.values())).parent
    with output_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    parts = {kind: path.with_name(temp_name(path.suffix)) for kind, path in wanted.items()}
    try:
        yield parts
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)


def _path(parts: Mapping[str, Path], kind: str) -> str:
    return str(parts[kind].absolute()) if kind in parts else ""


def _digest(heard: Sequence[Stem], plan: Plan, options: RenderOptions) -> str:
    """Of all that shapes a mix: its files stand for one content."""
    parts = [_sounds(stem) for stem in heard]
    crossed = sorted(dissolves(plan.shots).items())
    parts += [str(samples(plan.duration)), str(samples(plan.start)), str(crossed)]
    parts += [options.spec, options.channels, VERSION, *(["watermark"] * options.watermark)]
    return hashlib.sha256("/".join(parts).encode()).hexdigest()[:8]


def _sounds(stem: Stem) -> str:
    """A file and where it is heard: the name alone says only its own place."""
    if stem.placed.place.is_home:
        return stem.file_name
    return "{}@{}+{}:{}".format(stem.file_name, stem.placed.file_start, *stem.placed.heard)
