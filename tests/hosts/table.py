"""`python -m tests.hosts.table`: how exactly melt and GES play our takes, into docs/players.md.

A short cut with every feature at every rate, and two hours at every rate: some three minutes.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.helpers.burst_film import RATES, Cut, every_feature, two_hours
from tests.hosts import players
from tests.hosts.measured import LONG, SHORT

PAGE = Path(__file__).parents[2] / "docs" / "players.md"
_TITLES = {"melt": "Kdenlive project, melt", "GES": "GES project, GES"}
_BEFORE = """# Players

Where takes are heard in what a player made of a rendered timeline, against where they belong;
made by `python -m tests.hosts.table` with {versions}. Each cell: milliseconds (frames of
the timeline), early is negative.

- **worst**: the worst of 11 takes of a cut of nine seconds from 01:00:00:00 with a dissolve,
  retimes, a freeze frame, reverse motion, a gap and a nested stack; lines begin between frames
  and overlap; media are named relatively and absolutely, in folders with spaces and umlauts.
- **after 2 h**: the last take of a cut of two hours, {parts}.

In all of them every take is heard on both sides, equally loud, and the film's own sound under
the takes. `tests/hosts/test_nested.py` looks at the user's own clips besides: what is nested,
turned round or counted by timecode is seen and heard at its frame.

"""
_AFTER = """
What the players themselves get wrong:

- MLT 7.12 begins a clip up to a frame too late in its file, so that it is heard early, when it
  lies less than some 15 frames into that file: with handles of 12 frames 12.5 ms at 50 frames a
  second. That is why handles are 16 frames, with which there is no such error. MLT 7.42 has none
  at all.
- GES 1.22 loses up to a sample at each cut and gains 1.4 ms an hour in silence.
- GES 1.22 and `ges-launch-1.0` wait for ever for a file that a nested timeline and the outer one
  both use. So nested sequences lie flat in the projects that are written here.

## Kdenlive's own import, by hand

Kdenlive 26.08.2 with MLT 7.42 (Debian forky; under Xvfb it needs `qml6-module-org-kde-desktop`
and `SDL_AUDIODRIVER=dummy`): the same short cut, rendered with `--for kdenlive` to .otio, through
File ▸ OpenTimelineIO Import, saved and played by its melt, at 29.97 DF, 50 and 59.94.

- Project rate, track names, gaps, absolute and relative links with spaces and umlauts arrive; a
  nested stack is left empty in its place; the film's own sound is there.
- Takes are within 0.05 ms of their places, on both sides, **but for the last clip of each track**:
  Kdenlive forgets how far into its file that one begins. Behind a further clip on the same track
  it is right. So `--for kdenlive` makes the last frame of each of our tracks a clip of its own,
  and no more than that frame is wrong (tried on a copy of what the import does, played by melt);
  `deepaudio check --for kdenlive` names the user's own clips that it happens to.
"""


def main() -> int:
    """Measure and write the page."""
    with tempfile.TemporaryDirectory(prefix="deepaudio-players-") as folder:
        versions = " and ".join(f"{name} {v}" for name, v in players.versions().items())
        parts = "where melt plays the parts with sound and GES the whole"
        page = _BEFORE.format(versions=versions, parts=parts)
        page += "\n".join(_rows(Path(folder))) + "\n" + _AFTER
    PAGE.write_text(page, encoding="utf-8")
    print(page)
    return 0


def _rows(folder: Path) -> Iterator[str]:
    columns = [f"{_TITLES[name]}: {what}" for name in SHORT for what in ("worst", "after 2 h")]
    yield "| rate | " + " | ".join(columns) + " |"
    yield "|---" * (len(columns) + 1) + "|"
    for rate in RATES:
        print(f"measuring {rate} …", file=sys.stderr, flush=True)
        yield f"| {rate} | " + " | ".join(_cells(folder / rate, rate)) + " |"


def _cells(folder: Path, rate: str) -> Iterator[str]:
    for name in SHORT:
        cut = every_feature(folder / f"{name} short", rate)
        played = SHORT[name](cut)
        played.assert_heard(cut)
        yield _cell(played.worst_s, cut)
        cut = two_hours(folder / f"{name} long", rate)
        played = LONG[name](cut)
        played.assert_heard(cut)
        yield _cell(max((played.bursts[n].late_s for n in ("Ende", "Ende.")), key=abs), cut)


def _cell(late_s: float, cut: Cut) -> str:
    return f"{late_s * 1000:.2f} ms ({late_s * cut.rate:.3f})".replace("-", "−")


if __name__ == "__main__":
    sys.exit(main())
