"""The ambience in the sound of shots, apart: for a stem of its own, and for surrounds.

A take is one sound. Where its engine can make the ambience of it alone, that is another take, which
is rendered when it is wanted and kept in the library like any other; what is left of the sound
without it are the effects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from deepaudio_plugin.core.ducking import Ducking
from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.problems import number
from deepaudio_plugin.core.protocol import Mix, Take
from deepaudio_plugin.core.take_spec import TakeSpec
from deepaudio_plugin.output.marking import Marker
from deepaudio_plugin.output.media import MediaMaker
from deepaudio_plugin.output.placed_takes import Stem
from deepaudio_plugin.output.written_files import WrittenFiles
from deepaudio_plugin.planning.plan import Plan
from deepaudio_plugin.rendering.progress import Step, Watch
from deepaudio_plugin.rendering.renderer import QueuedTake, QueueEvent, TakeRenderer
from deepaudio_plugin.takes.library import TakeLibrary
from deepaudio_plugin.worker_client.client import WorkerClient


@dataclass(frozen=True)
class KnownAmbience:
    """The ambience of sounds that is known apart, by the paths of the sounds."""

    ducked: Mapping[str, str]  # of files that are lowered under speech
    alone: Mapping[str, str]  # of takes


NOTHING_KNOWN = KnownAmbience({}, {})


def with_ambience(order: Mix, known: Mapping[str, str]) -> Mix:
    """A mix that knows the ambience of its sounds."""
    parts = tuple(replace(one, ambience_path=known.get(one.path, "")) for one in order.parts)
    return replace(order, parts=parts)


def has_parts(stem: Stem, engine: EngineInfo) -> bool:
    """Whether `engine` can make the ambience of a sound alone: it made the sound as it is now."""
    made = stem.placed.request
    return (
        made.stem == "audio"
        and engine.parts_ambience
        and (made.engine, made.engine_version) == (engine.name, engine.version)
        and made.weights == engine.weights_digest
    )


def unparted_note(stems: Iterable[Stem], engine: EngineInfo) -> list[str]:
    """A line on the sounds whose ambience is not known apart."""
    sounds = [stem for stem in stems if stem.placed.job.stem == "audio"]
    whole = sum(not has_parts(stem, engine) for stem in sounds)
    if not whole:
        return []
    which = "every sound" if whole == len(sounds) else number(whole, "sound")
    return [f"effects and ambience of {which} were made as one: the effects stem holds both"]


class AmbienceMaker:
    """Has the ambience of sounds made alone. `temp` is for files that a mix is made from."""

    def __init__(
        self,
        plan: Plan,
        ducking: Ducking,
        library: TakeLibrary,
        worker: Callable[[], WorkerClient],
        temp: Path,
    ) -> None:
        self.notes: list[str] = []  # on those that could not be made
        self._plan, self._ducking = plan, ducking
        self._library, self._worker = library, worker
        self._temp = temp

    def make(self, stems: Sequence[Stem], files: Mapping[str, Path], watch: Watch) -> KnownAmbience:
        """The ambience of those of `stems` that have parts; `files` are theirs by name.

        Raises CancelledError, and what a worker or the library raises that does not work.
        """
        wanted = [stem for stem in stems if has_parts(stem, self._plan.engine)]
        specs = {stem.file_name: replace(stem.placed.request, part="ambience") for stem in wanted}
        takes = self._rendered(wanted, specs, watch)
        alone = [
            replace(stem, placed=replace(stem.placed, request=spec, take=takes[spec.key]))
            for stem in wanted
            if (spec := specs[stem.file_name]).key in takes
        ]
        if len(alone) < len(wanted):
            count = number(len(wanted) - len(alone), "sound")
            self.notes.append(f"the ambience of {count} could not be made: the effects hold it")
        self._temp.mkdir(exist_ok=True)
        maker = MediaMaker(
            *(WrittenFiles(self._temp), self._temp, self._plan, self._ducking, self._worker),
            marker=Marker(False, self._worker),
        )
        ducked, failed = maker.make((), alone, watch)
        self.notes += [f"the ambience is not known apart: {failure.error}" for failure in failed]
        whole = {stem.file_name: stem for stem in wanted}
        return KnownAmbience(
            {
                str(files[name].absolute()): str(path.absolute())
                for name, path in ducked.items()
                if name in files
            },
            {
                str(Path(whole[stem.file_name].placed.take.path).absolute()): stem.placed.take.path
                for stem in alone
            },
        )

    def _rendered(
        self, wanted: Sequence[Stem], specs: Mapping[str, TakeSpec], watch: Watch
    ) -> dict[str, Take]:
        """The takes of `specs`, by key; those that cannot be made are missing."""
        keys = [spec.key for spec in specs.values()]
        self._library.drop_damaged(keys)
        missing = dict.fromkeys(keys)
        for key in self._library.find(keys):
            del missing[key]
        if missing:
            self._render(
                [
                    QueuedTake(spec, (stem.placed.job,))
                    for stem in wanted
                    if (spec := specs[stem.file_name]).key in missing
                ],
                watch,
            )
        return {key: entry.take for key, entry in self._library.find(keys).items()}

    def _render(self, takes: Iterable[QueuedTake], watch: Watch) -> None:
        def hear(event: QueueEvent) -> None:
            if isinstance(event, Step):
                watch.listener(event)

        renderer = TakeRenderer(self._library, hear)
        renderer.add(takes)
        renderer.drive(self._worker(), watch.cancelled)
        watch.check("stopped before the timeline was written")
