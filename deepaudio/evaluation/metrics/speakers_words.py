"""cpWER: word errors of a recording in which several people speak."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from deepaudio.evaluation.metrics import Metric
from deepaudio.evaluation.metrics.word_errors import WordErrors, distance, words


def assigned_errors(said: Sequence[Sequence[str]], heard: Sequence[Sequence[str]]) -> WordErrors:
    """Fewest errors over all assignments of the heard speakers to those who spoke.

    Each speaker is the list of the words of all their lines, one after the other. Somebody whom
    nobody is assigned to counts with all their words, as insertions or deletions. The words
    are compared as they are.
    """
    count = max(len(said), len(heard))
    references = [*said, *[()] * (count - len(said))]
    others = [*heard, *[()] * (count - len(heard))]
    costs = np.array([[distance(one, other) for other in others] for one in references])
    rows, columns = linear_sum_assignment(costs.reshape(count, count))
    return WordErrors(int(costs[rows, columns].sum()) if count else 0, sum(map(len, said)))


def speakers_word_error_rate(said: Sequence[str], heard: Sequence[str]) -> float:
    """cpWER of the texts of those who spoke and of those who were heard, normalised.

    Raises ValueError when nobody said a word, and ModuleNotFoundError without [bench].
    """
    errors = assigned_errors([words(text) for text in said], [words(text) for text in heard])
    if not errors.words:
        raise ValueError("the texts have no words")
    return errors.wrong / errors.words


METRIC = Metric(
    name="cpwer",
    unit="",
    lowest=0.0,
    highest=None,
    better="lower",
    source="concatenated minimum-permutation word error rate (Watanabe et al. 2020, CHiME-6), "
    "after Whisper's normaliser",
    measure=speakers_word_error_rate,
    label="cpWER",
    takes="the texts of those who spoke, and of those who were heard",
    failure=1.0,
)
