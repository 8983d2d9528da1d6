"""The best of several takes of a line or shot is made the one that plays, where nobody has chosen.

As speech is judged elsewhere: takes that are much less like their voice than the best fall out, of
the rest the one with the fewest wrong words stays, and of equals the one nearest to its time.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from functools import partial

from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.core.take_spec import TakeSpec
from deepaudio_plugin.core.verdicts import GRADES, Verdict
from deepaudio_plugin.decisions.model import Decisions, TakeDecision, choose_take
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.project.next_takes import BEST_OF, told_rounds
from deepaudio_plugin.project.project import Project

_ENOUGH = 0.75
"""Of the best take's likeness to its voice: what is less like it falls out."""
_NO_TAKE = TakeDecision()


def best_of(takes: Sequence[TakeSpec], verdicts: Mapping[str, Verdict]) -> TakeSpec | None:
    """The best of takes that were checked; None where only the first was, or none."""
    checked = [take for take in takes if take.key in verdicts]
    if all(take is takes[0] for take in checked):
        return None
    likeness = _measured("likeness", checked, verdicts)
    least = _ENOUGH * max(likeness.values(), default=0.0)
    kept = [take for take in checked if likeness.get(take.key, least) >= least]
    # Beside takes that were heard, one of which no word was, as it is silent, has none right.
    unheard = math.inf if _measured("wrong_words", checked, verdicts) else 0.0
    return min(kept, key=lambda take: (*_faults(verdicts[take.key], unheard), take.seed))


def _measured(
    name: str, takes: Sequence[TakeSpec], verdicts: Mapping[str, Verdict]
) -> dict[str, float]:
    """What was measured, by key of those of which it was."""
    found = {take.key: verdicts[take.key].measures.get(name) for take in takes}
    return {key: value for key, value in found.items() if value is not None}


def _faults(verdict: Verdict, unheard: float) -> tuple[float, float, float]:
    """Wrong words first, then any other fault, then how far it is beside its time."""
    measures = verdict.measures
    return (
        measures.get("wrong_words", unheard),
        GRADES.index(verdict.grade),
        measures.get("off_s", 0.0),
    )


def pick_as_asked(project: Project, verdicts: Mapping[str, Verdict] | None) -> list[Problem]:
    """As `pick_best`, where that is asked for; a note where nothing can be picked.

    `verdicts` is None where takes were not checked.
    """
    if not project.options.pick:
        return []
    if verdicts is None:
        text = "nothing is picked, and all takes are made: they are not checked"
        hint = "Leave --no-check out."
    elif all(len(job.requests) < 2 for job in project.jobs.by_ref.values()):
        text, hint = "nothing is picked: there is one take of each", "Ask for more: --takes 3."
    else:
        return [*told_rounds(project), *pick_best(project, verdicts)]
    return [Problem(BEST_OF, text, hint, note=True)]


def pick_best(
    project: Project, verdicts: Mapping[str, Verdict], refs: Collection[str] | None = None
) -> list[Problem]:
    """Have the best take of each job, or of those of `refs`, play; a note on what was picked.

    A person's choice stays. What was picked is noted as such, so that a later pick, and a
    person, may choose otherwise.
    """
    picked: list[Job] = []
    for ref, job in project.jobs.by_ref.items():
        if refs is not None and ref not in refs:
            continue
        wish = project.decisions.takes.get(ref, _NO_TAKE)
        best = best_of(job.requests, verdicts)
        if best is None or wish.is_chosen or best.key == job.requests[0].key:
            continue
        project.note(partial(_chosen, project=project, ref=ref, best=best))
        picked.append(job)
    if not picked:
        return []
    project.look_up([take.key for job in picked for take in job.requests])
    project.save()
    text = f"another take than the first plays for {len(picked)}: {', '.join(_names(picked))}"
    return [Problem(BEST_OF, text, "Choose another in the window.", note=True)]


def _chosen(decisions: Decisions, *, project: Project, ref: str, best: TakeSpec) -> Decisions:
    wish = decisions.takes.get(ref, _NO_TAKE)
    if wish.is_chosen:  # somebody has, meanwhile
        return decisions
    fingerprint = project.contents.fingerprints[ref]
    return choose_take(
        decisions, ref, fingerprint, best.key, best.seed, job_key=best.job_key, picked=True
    )


def _names(jobs: Sequence[Job]) -> list[str]:
    more = len(jobs) - 3
    return [*(job.where for job in jobs[:3]), *([f"and {more} more"] if more > 0 else [])]
