"""Captions that say again what the one before said, joined.

Automatic captions roll: a cue repeats the row above its new one, and short cues hold a row
between two steps. Live captions grow word by word, and players of highlighted words get
the same sentence once for each word. What is repeated is said once:

- rows that begin a cue and ended the one before are dropped;
- words added to a row continue its line, over the time of both;
- the same text again lengthens its line, unless it only holds for a tenth of a second.

Two captions that say the same may also be two people, or one who says "No!" twice. So a
repeat is believed where it has three words, where only markup differs, where a cue is too
short to be said, or where the file rolls in several places or has the times of words. The
whole text of a caption must follow at once; rows that roll may follow a short pause.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.subtitles.captions import Caption
from deepaudio_plugin.subtitles.markup import plain
from deepaudio_plugin.subtitles.notices import counted
from deepaudio_plugin.subtitles.spans import end_of, ended_as, ended_at, start_of

_GAP_S = 1.0  # longest pause over which rows may roll
_TOUCHING_S = 0.1  # as long as captions that follow at once are apart, or a cue only holds
_SURE_WORDS = 3
_MOST_WORDS = 200  # in a caption; what holds more does not roll
_SURE_ROLLS = 2
_OVERLAPPING = 5  # captions that stay while the next begins: from here on it is the custom
_WORD_TIME = re.compile(r"<\d[\d:.]+>")  # when a word is said
_CHECK = "Check the lines; correct the subtitle file if one was said twice."


@dataclass(frozen=True)
class _Shown:
    """A caption's rows as they are seen, and as they are written."""

    raw: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]  # words of each row

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(word for row in self.rows for word in row)


def without_repeats(captions: list[Caption], name: str, problems: list[Problem]) -> list[Caption]:
    """Captions in the file's order with what was repeated joined, and one note."""
    shown = [_shown(caption) for caption in captions]
    repeats = [0] + [
        _repeated(captions[n - 1], captions[n], shown[n - 1], shown[n])
        for n in range(1, len(captions))
    ]
    rolls = sum(0 < count < len(says.words) for count, says in zip(repeats, shown, strict=True))
    if any(_WORD_TIME.search(caption.text) for caption in captions):
        rolls += _SURE_ROLLS  # a recogniser's file
    joined: list[Caption] = []
    changed = 0
    for number, caption in enumerate(captions):
        count = repeats[number]
        if not count or not _is_sure(number, count, captions, shown, rolls):
            joined.append(caption)
            continue
        changed += 1
        _join(joined, caption, shown[number], count, shown[number - 1].words)
    if changed:
        what = counted(changed, "cue", "cues")
        message = f"{what} repeated what the one before said: joined"
        problems.append(Problem(name, message, _CHECK, note=True))
    return _one_after_another(joined, name, problems)


def _shown(caption: Caption) -> _Shown:
    raw = caption.text.split("\n")
    rows = [tuple(plain(line).split()) for line in raw]
    kept = [(line, row) for line, row in zip(raw, rows, strict=True) if row]
    return _Shown(tuple(line for line, _ in kept), tuple(row for _, row in kept))


def _repeated(before: Caption, after: Caption, said: _Shown, says: _Shown) -> int:
    """How many words of `after` stood last in `before`: whole rows, or a row that grows."""
    gap = start_of(after) - end_of(before)
    if before.speaker != after.speaker or gap > _GAP_S or start_of(after) <= start_of(before):
        return 0
    old, new = said.words, says.words
    if not old or not new or max(len(old), len(new)) > _MOST_WORDS or new[0] not in old:
        return 0
    for count in range(min(len(old), len(new)), 0, -1):
        if old[-count:] == new[:count] and _begins_row(said, len(old) - count):
            touching = abs(gap) <= _TOUCHING_S
            rolling = count >= _SURE_WORDS and (count < len(new) or gap < 0)
            return count if touching or rolling or _moves(before, after, said, says) else 0
    return 0


def _begins_row(shown: _Shown, word: int) -> bool:
    """Whether a row begins at this word."""
    at = 0
    for row in shown.rows:
        if at == word:
            return True
        at += len(row)
    return False


def _moves(before: Caption, after: Caption, said: _Shown, says: _Shown) -> bool:
    """Whether a highlight moves over the same words."""
    return said.words == says.words and before.text != after.text


def _is_sure(
    number: int, count: int, captions: list[Caption], shown: list[_Shown], rolls: int
) -> bool:
    before, after = captions[number - 1], captions[number]
    said, says = shown[number - 1], shown[number]
    if count >= _SURE_WORDS or _moves(before, after, said, says):
        return True
    whole = count == len(says.words)
    if whole and end_of(after) - start_of(after) <= _TOUCHING_S:
        return True
    # A short text that comes again whole may be said twice, unless the file rolls.
    return rolls >= _SURE_ROLLS and not (whole and said.words == says.words)


def _join(
    joined: list[Caption], caption: Caption, says: _Shown, count: int, old: tuple[str, ...]
) -> None:
    """Add what `caption` says beyond its first `count` words, or lengthen the line before."""
    last = joined[-1]
    at = 0
    for number, row in enumerate(says.rows):
        if at == count:  # whole rows were repeated: the others are a line of their own
            if end_of(last) > start_of(caption):
                joined[-1] = ended_at(last, caption.range.start_time)
            joined.append(replace(caption, text="\n".join(says.raw[number:])))
            return
        if at < count < at + len(row):
            grown = " ".join([*plain(last.text).split(), *row[count - at :]])
            rest = [" ".join(words) for words in says.rows[number + 1 :]]
            joined[-1] = ended_as(replace(last, text="\n".join([grown, *rest])), caption)
            return
        at += len(row)
    holds = end_of(caption) - start_of(caption) <= _TOUCHING_S
    if not holds and end_of(caption) > end_of(last):
        joined[-1] = ended_as(last, caption)
    if says.words == old and count == len(old):
        joined[-1] = replace(joined[-1], text=_plainer(joined[-1]))


def _plainer(caption: Caption) -> str:
    """A line whose highlight moved from word to word, without it."""
    return plain(caption.text) if "<" in caption.text else caption.text


def _one_after_another(
    captions: list[Caption], name: str, problems: list[Problem]
) -> list[Caption]:
    """Captions ended where the next begins, where most stay on the screen beside it."""
    pairs = list(pairwise(captions))
    late = [
        number
        for number, (one, two) in enumerate(pairs)
        if start_of(one) < start_of(two) < end_of(one) and end_of(one) < end_of(two)
    ]
    told = any(caption.speaker or "<v" in caption.text for caption in captions)
    if told or len(late) < _OVERLAPPING or len(late) * 3 < len(pairs) * 2:
        return captions
    ended = list(captions)
    for number in late:
        ended[number] = ended_at(captions[number], captions[number + 1].range.start_time)
    what = counted(len(late), "cue", "cues")
    message = f"{what} stayed on the screen while the next began: ended there"
    problems.append(Problem(name, message, _CHECK, note=True))
    return ended
