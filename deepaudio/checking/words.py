"""Which words of a line are missed, added, repeated or said otherwise, by what a recogniser heard.

A recogniser makes mistakes of its own: what is written differently but sounds alike ("took it",
"ticket") counts as heard.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from deepaudio.checking.languages import words_of
from deepaudio.evaluation.recogniser import ENGLISH, bench_module
from deepaudio_plugin.core.spoken.text import spoken
from deepaudio_plugin.core.verdicts import HeardWords, WordState

_ALIKE = 0.6
"""Likeness of letters, 0 to 1, from which two spellings are taken for one sound."""
_KINDS = {
    letter: group[0]
    for group in ("kcqg", "td", "pb", "fv", "szxj", "mn", "l", "r")
    for letter in group
}
_SMALL = frozenset(
    """a an the is am are was were be been to of in on at it its i he she we you they and or but so
    that this do did does have has had his her him them my your our me us as for with not no
    """.split()  # noqa: SIM905 - a list of them would be a screen long
)
"""Words that a small recogniser drops or adds by itself."""


@dataclass(frozen=True)
class WordFaults:
    """What differs between a line and what was heard of it."""

    words: int  # of the line
    missed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()
    replaced: tuple[tuple[str, str], ...] = ()  # (the line's, what was heard)
    heard: tuple[HeardWords, ...] = ()  # the line from its first word to its last

    @property
    def count(self) -> int:
        """How many words are wrong."""
        replaced = sum(len(line.split()) for line, _heard in self.replaced)
        return len(self.missed) + len(self.added) + len(self.repeated) + replaced

    @property
    def weighty(self) -> int:
        """How many faults are more than small words that a recogniser drops by itself.

        Two words that are heard otherwise together were misheard once; of more each counts.
        """
        told = sum(any(word not in _SMALL for word in t.split()) for t in self.missed + self.added)
        return len(self.repeated) + told + sum(_weight(*pair) for pair in self.replaced)


def _weight(line: str, heard: str) -> int:
    ours = [word for word in line.split() if word not in _SMALL]
    is_small = not ours and all(word in _SMALL for word in heard.split())
    return 0 if is_small else max(1, len(ours) - 1)


@dataclass
class _Found:
    missed: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    replaced: list[tuple[str, str]] = field(default_factory=list)
    heard: list[HeardWords] = field(default_factory=list)

    def note(self, state: WordState, wanted: Sequence[str], heard: Sequence[str]) -> None:
        """Go on with a stretch; what is as wanted joins what was before it."""
        before = self.heard[-1] if self.heard else None
        if state == "same" and before is not None and before.state == "same":
            wanted, heard = (before.wanted, *wanted), (before.heard, *heard)
            self.heard.pop()
        self.heard.append(HeardWords(state, " ".join(wanted), " ".join(heard)))


def compare(text: str, heard: str, language: str = ENGLISH) -> WordFaults:
    """Faults of `heard` against `text`. Raises ModuleNotFoundError without [quality]."""
    return compare_many([text], heard, language)[0]


def compare_many(texts: Sequence[str], heard: str, language: str = ENGLISH) -> list[WordFaults]:
    """Faults of each of several lines that were said one after the other, heard as one."""
    lines = [words_of(text, language) for text in texts]
    owner = [number for number, line in enumerate(lines) for _ in line]
    wanted = [word for line in lines for word in line]
    got = words_of(spoken(heard, language, ()), language)
    found = [_Found() for _ in texts]
    at = 0
    for first, last, low, high in _differences(wanted, got, owner) if wanted else ():
        _note_same(found, owner, wanted, range(at, first))
        _note(found, owner, (wanted, first, last), (got, low, high))
        at = last
    _note_same(found, owner, wanted, range(at, len(wanted)))
    return [
        WordFaults(
            len(line),
            tuple(one.missed),
            tuple(one.added),
            tuple(one.repeated),
            tuple(one.replaced),
            tuple(one.heard),
        )
        for line, one in zip(lines, found, strict=True)
    ]


_Stretch = tuple[int, int, int, int]
"""[first, last) of what was wanted, [low, high) of what was heard."""


def _differences(wanted: list[str], got: list[str], owner: list[int]) -> list[_Stretch]:
    """Stretches in which both differ, each of one line only: `owner` says whose each word is."""
    if not got:
        return list(_of_one_line((0, len(wanted), 0, 0), owner))
    made = bench_module("jiwer").process_words(" ".join(wanted), " ".join(got))
    joined: list[_Stretch] = []
    for chunk in made.alignments[0]:
        if chunk.type == "equal":
            continue
        spans = (chunk.ref_start_idx, chunk.ref_end_idx, chunk.hyp_start_idx, chunk.hyp_end_idx)
        for part in _of_one_line(spans, owner):
            if joined and _go_together(joined[-1], part, owner):
                joined[-1] = (joined[-1][0], part[1], joined[-1][2], part[3])
            else:
                joined.append(part)
    return joined


def _of_one_line(stretch: _Stretch, owner: list[int]) -> Iterator[_Stretch]:
    """A stretch, taken apart where one line ends and the next begins."""
    first, last, low, high = stretch
    cuts = [n for n in range(first + 1, last) if owner[n] != owner[n - 1]]
    # words that are replaced stand for one another, those that are missed for none
    places = [(first, low), *((n, min(low + n - first, high)) for n in cuts), (last, high)]
    for (start, begins), (end, ends) in itertools.pairwise(places):
        yield start, end, begins, ends


def _go_together(one: _Stretch, other: _Stretch, owner: list[int]) -> bool:
    """Whether a stretch goes on with the next: no line ends in between."""
    if (one[1], one[3]) != (other[0], other[2]):
        return False
    whose = {
        owner[n] for first, last, _, _ in (one, other) for n in (first, last - 1) if first < last
    }
    return len(whose) == 1


def _note_same(
    found: list[_Found], owner: list[int], wanted: list[str], numbers: Iterable[int]
) -> None:
    """Enter words that were heard as they were wanted."""
    for number in numbers:
        found[owner[number]].note("same", [wanted[number]], [wanted[number]])


def _note(
    found: list[_Found],
    owner: list[int],
    ours: tuple[list[str], int, int],
    theirs: tuple[list[str], int, int],
) -> None:
    """Enter one stretch for the lines that it is about."""
    wanted, first, last = ours
    got, low, high = theirs
    line, other = wanted[first:last], got[low:high]
    if not line:
        near = wanted[max(0, first - len(other)) : first + len(other)]
        is_repeated = all(word in near for word in other)
        for number in _beside(first, owner):
            whose = found[number]
            (whose.repeated if is_repeated else whose.added).append(" ".join(other))
            whose.note("repeated" if is_repeated else "added", (), other)
        return
    whose = found[owner[first]]
    for number, extra in _beyond(owner, (first, last), other):
        found[number].added.append(" ".join(extra))
    if (other and alike(line, other)) or (
        not other and all(_stutters(wanted, n, range(first, last)) for n in range(first, last))
    ):
        whose.note("same", line, other)
        return
    # words that are alike one by one, whatever is between them, are not to blame
    left = [word for word in line if not any(alike([word], [one]) for one in other)]
    rest = [one for one in other if not any(alike([word], [one]) for word in line)]
    if not left:
        if rest:
            whose.added.append(" ".join(rest))
    elif rest:
        whose.replaced.append((" ".join(left), " ".join(rest)))
    else:
        whose.missed.extend(left)
    whose.note(_state(left, rest, other), line, other)


def _beyond(
    owner: list[int], wanted: tuple[int, int], other: list[str]
) -> Iterator[tuple[int, list[str]]]:
    """What was heard beyond the wanted words where a line borders on it: it may be of that line."""
    first, last = wanted
    extra = len(other) - (last - first)
    if extra > 0 and first and owner[first - 1] != owner[first]:
        yield owner[first - 1], other[:extra]
    if extra > 0 and last < len(owner) and owner[last] != owner[last - 1]:
        yield owner[last], other[-extra:]


def _beside(place: int, owner: list[int]) -> list[int]:
    """The lines that words heard before the wanted one at `place` may be of: two at a border."""
    return sorted({owner[n] for n in (place - 1, place) if 0 <= n < len(owner)})


def _state(left: Sequence[str], rest: Sequence[str], other: Sequence[str]) -> WordState:
    """How a stretch differs, of which `left` is missed and `rest` heard beyond it."""
    if not left and not rest:
        return "same"
    return "replaced" if other else "missed"


def _stutters(wanted: list[str], number: int, missed: range) -> bool:
    """Whether a word that was missed is said right beside it too: "I… I don't" is heard as one."""
    beside = [n for n in (number - 1, number + 1) if 0 <= n < len(wanted) and n not in missed]
    return any(wanted[n] == wanted[number] for n in beside)


def alike(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two stretches of words may be the same sound: by letters, or by consonants alone."""
    ours, theirs = _letters(one), _letters(other)
    if _ratio(ours, theirs) >= _ALIKE:
        return True
    bones = _consonants(ours)
    return len(bones) > 1 and bones == _consonants(theirs)


def _letters(stretch: Sequence[str]) -> str:
    """The letters of what is said: "2" is "two"."""
    said = spoken(" ".join(stretch), "en", ())
    return "".join(letter for letter in said.casefold() if letter.isalnum())


def _consonants(letters: str) -> str:
    """The consonants, those that are easily taken for each other as one, each once in a row."""
    kinds = (_KINDS.get(letter, "") for letter in letters)
    return "".join(kind for kind, _ in itertools.groupby(filter(None, kinds)))


def _ratio(one: str, other: str) -> float:
    ratio: Any = bench_module("rapidfuzz.fuzz").ratio
    return float(ratio(one, other)) / 100
