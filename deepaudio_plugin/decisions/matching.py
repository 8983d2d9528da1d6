"""Lines and shots found again after the subtitles or the cut have changed.

A reference alone may name another line by now: one caption more, and every number after it
has moved. So a match needs the words (of a shot, its name or media), and the place decides
between equals. Rules from the surest to the weakest; what none fits stays without a match:
a decision is rather left aside than put on the wrong line.
"""

from __future__ import annotations

import bisect
import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from deepaudio_plugin.decisions.added import is_added
from deepaudio_plugin.decisions.refs import CUE, Fingerprint, kind_of

ORPHANED = "orphaned:"
"""Before the reference of what was decided and fits nothing any more."""

_SAME_S = 0.05  # nearer than two frames
_BESIDE_S = 0.5  # of where the lines around a line say that it is now

_Group = Callable[[str, Fingerprint], tuple[str, ...]]
_Rule = Callable[[Mapping[str, Fingerprint], Mapping[str, Fingerprint]], dict[str, str]]
_Spot = tuple[float, str]
"""Where something is, in seconds, and its reference."""
_Move = tuple[float, float]
"""Where a line was and where it is now, in seconds."""


def find_again(
    decided: Mapping[str, Fingerprint], present: Mapping[str, Fingerprint]
) -> dict[str, str]:
    """For decided references those of the same things among `present`, each at most once."""
    found: dict[str, str] = {}
    left: dict[str, Fingerprint] = {}
    for ref, before in decided.items():
        now = present.get(ref)
        if now is not None and (is_added(ref) or now == before or _same(before, now)):
            found[ref] = ref
        else:
            left[ref] = before
    if not left:
        return found
    rules: tuple[_Rule, ...] = (
        *(_by_all, _by_media_and_place, _by_text_and_place, _by_media_and_frame),
        lambda left, free: _by_neighbours(left, free, _moves(decided, present, found)),
        *(_by_ref, _by_text),
    )
    taken = set(found.values())
    free = {ref: now for ref, now in present.items() if ref not in taken}
    for rule in rules:
        matched = rule(left, free)
        found.update(matched)
        left = {ref: before for ref, before in left.items() if ref not in matched}
        taken = set(matched.values())
        free = {ref: now for ref, now in free.items() if ref not in taken}
        if not left or not free:
            break
    return found


def plain(ref: str) -> str:
    """A reference without the mark of what is orphaned."""
    return ref.removeprefix(ORPHANED)


def _by_all(left: Mapping[str, Fingerprint], free: Mapping[str, Fingerprint]) -> dict[str, str]:
    return _in_place(left, free, lambda ref, before: (kind_of(ref), before.text, before.media))


def _by_media_and_place(
    left: Mapping[str, Fingerprint], free: Mapping[str, Fingerprint]
) -> dict[str, str]:
    """Clips that were renamed, and those without a name, which are called by their number."""
    seen = {ref: before for ref, before in left.items() if before.media}
    return _in_place(seen, free, lambda ref, before: (kind_of(ref), before.media))


def _by_text_and_place(
    left: Mapping[str, Fingerprint], free: Mapping[str, Fingerprint]
) -> dict[str, str]:
    """Also media that was relinked: a proxy has another name than its original."""
    return _in_place(_named(left), free, lambda ref, before: (kind_of(ref), before.text))


def _by_ref(left: Mapping[str, Fingerprint], free: Mapping[str, Fingerprint]) -> dict[str, str]:
    """What was moved in time, or trimmed."""
    found: dict[str, str] = {}
    for ref, before in _named(left).items():
        now = free.get(plain(ref))
        if now is not None and now.text == before.text and _media_agree(before, now):
            found.setdefault(plain(ref), ref)
    return {ref: now for now, ref in found.items()}


def _by_text(left: Mapping[str, Fingerprint], free: Mapping[str, Fingerprint]) -> dict[str, str]:
    """What was moved and counted anew: as many as before in their order, else the nearest."""
    found = {}
    wanted = _grouped(_named(left), lambda ref, before: (kind_of(ref), before.text))
    there = _grouped(free, lambda ref, before: (kind_of(ref), before.text))
    for group, olds in wanted.items():
        news = there.get(group, [])
        pairs = zip(olds, news, strict=True) if len(olds) == len(news) else _pairs(olds, news)
        found.update(
            {old: new for (_, old), (_, new) in pairs if _media_agree(left[old], free[new])}
        )
    return found


def _by_neighbours(
    left: Mapping[str, Fingerprint], free: Mapping[str, Fingerprint], moves: Sequence[_Move]
) -> dict[str, str]:
    """Lines that have moved as those around them have, as where a film is run faster.

    `moves` are those of lines that were found. Those whose words no other line has tell too.
    """
    lines = {ref: known for ref, known in left.items() if kind_of(plain(ref)) == CUE}
    if not lines:
        return {}
    wanted = _grouped(_named(lines), lambda _, before: (before.text,))
    there = _grouped(
        {ref: now for ref, now in free.items() if kind_of(ref) == CUE}, lambda _, now: (now.text,)
    )
    alone = [g for g, olds in wanted.items() if len(olds) == 1 == len(there.get(g, ()))]
    moves = sorted([*moves, *((wanted[g][0][0], there[g][0][0]) for g in alone)])
    if not moves:
        return {}
    found = {}
    for group, olds in wanted.items():
        expected = [(_moved(at, moves), old) for at, old in olds]
        for (at, old), (now, new) in _pairs(expected, list(there.get(group, ()))):
            if abs(at - now) <= _BESIDE_S:
                found[old] = new
    return found


def _moves(
    decided: Mapping[str, Fingerprint],
    present: Mapping[str, Fingerprint],
    found: Mapping[str, str],
) -> list[_Move]:
    """Where lines that were found lay and lie, as after a film is run faster."""
    return [
        (decided[old].start_s, present[new].start_s)
        for old, new in found.items()
        if kind_of(new) == CUE
    ]


def _moved(at: float, moves: Sequence[_Move]) -> float:
    """A time moved as the lines around it were."""
    if not moves:
        return at
    number = bisect.bisect_left(moves, (at, 0.0))
    before, after = moves[max(0, number - 1)], moves[min(number, len(moves) - 1)]
    if after[0] <= before[0]:
        return at + before[1] - before[0]
    part = (at - before[0]) / (after[0] - before[0])
    return before[1] + part * (after[1] - before[1])


def _by_media_and_frame(
    left: Mapping[str, Fingerprint], free: Mapping[str, Fingerprint]
) -> dict[str, str]:
    """Clips that were renamed and whose media are counted from another time, as from 0."""
    seen = {ref: before for ref, before in left.items() if before.media}
    return _in_place(
        seen, free, lambda ref, before: (kind_of(ref), before.media), from_first_frame=True
    )


def _in_place(
    left: Mapping[str, Fingerprint],
    free: Mapping[str, Fingerprint],
    group_of: _Group,
    *,
    from_first_frame: bool = False,
) -> dict[str, str]:
    """For each of `left` the one of its group that is where it was."""
    found = {}
    if from_first_frame:
        left, free = _from_first_frame(left), _from_first_frame(free)
    there = _grouped(free, group_of)
    for group, olds in _grouped(left, group_of).items():
        news = there.get(group, [])
        for start, old in olds:
            at = bisect.bisect_left(news, (start - _SAME_S, ""))
            if at < len(news) and news[at][0] <= start + _SAME_S:
                found[old] = news.pop(at)[1]
    return found


def _from_first_frame(fingerprints: Mapping[str, Fingerprint]) -> dict[str, Fingerprint]:
    return {
        ref: replace(known, start_s=known.start_s - known.clock_s)
        for ref, known in fingerprints.items()
    }


def _grouped(
    fingerprints: Mapping[str, Fingerprint], group_of: _Group
) -> dict[tuple[str, ...], list[_Spot]]:
    """Where the things of each group are, in order."""
    groups: dict[tuple[str, ...], list[_Spot]] = {}
    for ref, fingerprint in fingerprints.items():
        groups.setdefault(group_of(plain(ref), fingerprint), []).append((fingerprint.start_s, ref))
    for spots in groups.values():
        spots.sort()
    return groups


def _pairs(olds: Sequence[_Spot], news: list[_Spot]) -> Iterator[tuple[_Spot, _Spot]]:
    """Each of the fewer with one of the others, the nearest pairs first."""
    waiting = [_nearest(old, news) for old in olds] if news else []
    heapq.heapify(waiting)
    while waiting and news:
        _, old, new = heapq.heappop(waiting)
        at = bisect.bisect_left(news, new)
        if at < len(news) and news[at] == new:
            yield old, news.pop(at)
        else:  # taken meanwhile by one that is nearer
            heapq.heappush(waiting, _nearest(old, news))


def _nearest(old: _Spot, news: Sequence[_Spot]) -> tuple[float, _Spot, _Spot]:
    at = bisect.bisect_left(news, old)
    near = [news[i] for i in (at - 1, at) if 0 <= i < len(news)]
    return min((abs(new[0] - old[0]), old, new) for new in near)


def _named(fingerprints: Mapping[str, Fingerprint]) -> dict[str, Fingerprint]:
    """Without clips that have no name of their own: only their picture says which they are."""
    return {ref: before for ref, before in fingerprints.items() if before.text}


def _same(before: Fingerprint, now: Fingerprint) -> bool:
    return (
        before.text == now.text
        and abs(before.start_s - now.start_s) <= _SAME_S
        and _media_agree(before, now)
    )


def _media_agree(before: Fingerprint, now: Fingerprint) -> bool:
    """Whether two shots may be one: media that is not there says nothing."""
    return not before.media or not now.media or before.media == now.media
