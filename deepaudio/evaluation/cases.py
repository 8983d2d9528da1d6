"""One file of a benchmark with everything it is compared with, and what a metric makes of it."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from pathlib import Path

from deepaudio.evaluation import sounds
from deepaudio.evaluation.extractors import Array
from deepaudio.evaluation.features import ItemFeatures, NotHere
from deepaudio.evaluation.items import Item
from deepaudio.evaluation.metrics.timing import Span, spoken_span
from deepaudio.evaluation.sounds import SILENT, TOO_SHORT, MeasuredSound

MEASURED = "measured"
FAILED = "failed"  # the generated sound is none that could be measured
LEFT_OUT = "left out"  # the list or the ground truth lacks what this metric compares with
NOT_MEASURED = "not measured"  # an extractor is not here


@dataclass(frozen=True)
class CaseScore:
    """What one metric says of one file."""

    id: str
    speaker: str
    state: str
    value: float | None = None
    weight: float = 1.0  # of `value` in the mean over files
    raw: float | None = None  # what the published script sees; also of some files that failed
    fault: str = ""  # of the generated sound, one of `sounds.FAULTS`
    other_fault: str = ""  # of what it is compared with: the target, or the prompt
    reason: str = ""


class LeftOut(Exception):  # noqa: N818 - an answer, not a fault
    """The list, or the ground truth, lacks what a metric compares with."""


@dataclass(frozen=True, eq=False)
class Case:
    """An item, its generated sound, its target and its prompt, and their features."""

    item: Item
    generated: MeasuredSound
    true: MeasuredSound | None  # None: the list has none
    prompt: MeasuredSound | None
    features: ItemFeatures
    side: str = "gen"  # of the features of `generated`
    lenient: bool = False  # silence and snippets are compared too, as the published scripts do

    def as_ground_truth(self) -> Case | None:
        """The same with the target judged as if it were generated; None without a target."""
        if self.true is None:
            return None
        return replace(self, generated=self.true, side="tgt")

    @property
    def is_truth(self) -> bool:
        """Whether the target itself is judged."""
        return self.side == "tgt"

    def of_generated(self, extractor: str, array: str) -> Array:
        """An array of the generated sound. Raises NotHere."""
        return self._array(extractor, array, self.side, self.generated)

    def of_true(self, extractor: str, array: str) -> Array:
        """An array of the target. Raises NotHere and LeftOut."""
        return self._array(extractor, array, "tgt", self.true_sound())

    def of_prompt(self, extractor: str, array: str) -> Array:
        """An array of the prompt. Raises NotHere and LeftOut."""
        if self.prompt is None:
            raise LeftOut("the list has no prompt's sound")
        return self._array(extractor, array, "ref", self._usable(self.prompt, "the prompt"))

    def of_picture(self, extractor: str, array: str) -> Array:
        """An array of the target's picture. Raises NotHere."""
        return self._array(extractor, array, "tgt", MeasuredSound(None))

    def true_sound(self) -> MeasuredSound:
        """The target. Raises LeftOut where there is none that can be measured."""
        if self.true is None:
            raise LeftOut("the list has no target's sound")
        return self._usable(self.true, "the target")

    def leniently(self) -> Case:
        """The same as the published scripts take it."""
        return replace(self, lenient=True)

    def forgotten(self) -> Case:
        """The same without the sounds' samples."""
        true, prompt = self.true, self.prompt
        return replace(
            self,
            generated=self.generated.forgotten(),
            true=None if true is None else true.forgotten(),
            prompt=None if prompt is None else prompt.forgotten(),
        )

    def text(self) -> str:
        """What is said. Raises LeftOut for a text without letters or digits."""
        if not any(character.isalnum() for character in self.item.text):
            raise LeftOut("the text is empty")
        return self.item.text

    def heard(self) -> str:
        """What a recogniser hears in the generated sound. Raises NotHere."""
        return " ".join(str(line) for line in self.of_generated("whisper", "text").reshape(-1))

    @functools.cached_property
    def span(self) -> Span:
        """When the generated sound speaks, in seconds."""
        return spoken_span(self.generated.first, self.generated.rate)

    @functools.cached_property
    def true_span(self) -> Span:
        """When it should speak: the list's cue, else when the target does. Raises LeftOut."""
        if self.item.cue is not None:
            return self.item.cue
        true = self.true_sound()
        return spoken_span(true.first, true.rate)

    def _array(self, extractor: str, array: str, side: str, sound: MeasuredSound) -> Array:
        arrays = self.features.of(extractor, side, self.item, sound)
        if array not in arrays:
            raise NotHere(f"the features of {extractor} for {self.item.id} have no {array!r}")
        return arrays[array]

    def _usable(self, sound: MeasuredSound, what: str) -> MeasuredSound:
        if sound.fault and not (self.lenient and sound.fault in (SILENT, TOO_SHORT)):
            raise LeftOut(f"{what} is {sound.fault}: {sound.reason}")
        return sound


def case(
    item: Item,
    features: ItemFeatures,
    gen: Path | None,
    tgt: Path | None = None,
    ref: Path | None = None,
) -> Case:
    """A case of folders, as the published scripts read them.

    What `tgt` and `ref` do not name is taken from where the list has it. Without `gen` only
    features that somebody brought are judged.
    """
    prompt = sounds.find(ref, item.names) if ref is not None else item.prompt_audio
    return Case(
        item,
        MeasuredSound(None) if gen is None else sounds.read(sounds.find(gen, item.names)),
        _true(item, tgt),
        None if prompt is None else sounds.read(prompt),
        features,
    )


def _true(item: Item, tgt: Path | None) -> MeasuredSound | None:
    """The target; where the list has it, it is the item's range of that file."""
    if tgt is not None:
        return sounds.read(sounds.find(tgt, item.names))
    return None if item.audio is None else sounds.read(item.audio, item.start_s, item.end_s)
