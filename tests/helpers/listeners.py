"""What stands in for a sound that a recogniser has heard."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from deepaudio.evaluation.heard_sound import FittedWord, TextFit


@dataclass
class FittingSound:
    """A sound against which every word of a text is as likely as `likely` says."""

    seconds: float = 1.0
    likely: float = -9.0
    last_starts_s: float = 0.0
    doubled: float = -20.0  # of a text in which a word is said twice in a row

    def fit(self, words: Sequence[str]) -> TextFit:
        """See `HeardSound.fit`."""
        bare = [word.strip(".,!?") for word in words]
        is_doubled = any(one == other for one, other in itertools.pairwise(bare))
        fitted = tuple(FittedWord(word, self.likely, self.last_starts_s) for word in words)
        return TextFit(fitted, self.doubled if is_doubled else -1.0)
