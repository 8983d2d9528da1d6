"""Fits the weights of `deepaudio.engines.sketch.contacts` on drawn scenes.

    python -m tests.helpers.contact_fit FOLDER [SEEDS]

draws scenes of every kind for seeds 0 to SEEDS - 1 (kept in FOLDER, encoded), finds the
frames that are weighed, and prints the three tables of weights. A contact is explained
by the best of the frames near it, so the choice of frames and the fit take turns.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from deepaudio.engines.sketch import contacts
from deepaudio.engines.sketch.events import KNOCK_OBJECTS, PLANT_OBJECTS
from deepaudio.engines.sketch.moving_objects import ChangeMaps as View
from deepaudio.engines.sketch.moving_objects import (
    MovingObject,
    change_maps,
    disturbed,
    moving_objects,
    whole,
)
from deepaudio.engines.sketch.picture_analysis import analyse_picture
from deepaudio.media.picture import JobPicture
from tests.helpers import scenes

STOPS = ("fall", "hammer", "pendulum", "door")
TURNS = ("bounce", "clap")
RIDGE = 1e-4
ROUNDS = 5
NEAR_S = 0.075


@dataclass
class Frames:
    """Frames of one film that are weighed: times (F,), signs (F, S) and the film's truth."""

    film: scenes.Scene
    times: np.ndarray
    signs: np.ndarray


def collect(film: scenes.Scene, path: Path, kind: str) -> Frames:
    """The frames of a film where a knock or a plant may be; `whole` takes all as one thing."""
    if not path.exists():
        film.save(path)
    seen = analyse_picture(
        JobPicture(str(path), duration_s=film.duration_s), 0, film.duration_s
    ).motion
    unclear = disturbed(seen)
    view = change_maps(seen, 0, len(seen), unclear)
    times, rows = [], []
    for obj, signs, weighed in _weighed(view, kind):
        table = np.stack(list(signs.values()), axis=1)
        for k in np.flatnonzero(weighed):
            frame = obj.first + int(k)
            if not unclear[max(0, frame - 1) : frame + 4].any():
                times.append(seen.times_s[frame])
                rows.append(table[k])
    return Frames(film, np.array(times), np.array(rows))


def _weighed(view: View, kind: str):
    settings = PLANT_OBJECTS if kind == "plant" else KNOCK_OBJECTS
    apart = moving_objects(view, settings["least"], int(settings["linger"]))
    for obj in whole(view) if kind == "whole" else apart:
        yield (obj, *_signs(obj, kind))


def _signs(obj: MovingObject, kind: str) -> tuple[dict[str, np.ndarray], np.ndarray]:
    if kind != "knock":
        signs = contacts.plants(obj)
        return signs, contacts.may_plant(signs)
    signs = contacts.knocks(obj)
    return signs, contacts.may_knock(obj, signs)


def fit(
    films: list[Frames], mine: Callable[[str], bool], other_s: float, late_s: float, first: int
) -> np.ndarray:
    """Weights (S,) that tell contacts of `mine` films from everything else.

    Frames within `other_s` of contacts of other kinds are left out; sign `first` chooses
    the frame of each contact in the first round.
    """
    weights = None
    for _ in range(ROUNDS):
        rows, truth = [], []
        for frames in films:
            if len(frames.times):
                keep, hit = _labels(frames, mine(frames.film.kind), other_s, late_s, weights, first)
                rows.append(frames.signs[keep])
                truth.append(hit[keep])
        weights = _logistic(np.concatenate(rows), np.concatenate(truth))
    return weights


def _labels(frames, is_mine, other_s, late_s, weights, first):
    keep = np.ones(len(frames.times), bool)
    hit = np.zeros(len(frames.times))
    for time in frames.film.events:
        off = np.abs(frames.times - time - late_s)
        near = np.flatnonzero(off < (NEAR_S if is_mine else other_s))
        keep[near] = False
        if is_mine and len(near):
            odds = (
                frames.signs[near] @ weights
                if weights is not None
                else first_guess(frames.signs[near], first)
            )
            best = near[np.argmax(odds - 0.5 * (off[near] / 0.04) ** 2)]
            keep[best], hit[best] = True, 1
    for time in frames.film.optional:
        keep[np.abs(frames.times - time - late_s) < 0.1] = False
    return keep, hit


def first_guess(signs: np.ndarray, column: int) -> np.ndarray:
    """A measure to begin with: high where the sign of that column is (low if negative)."""
    return signs[:, column] if column >= 0 else -signs[:, -column]


def _logistic(rows: np.ndarray, truth: np.ndarray) -> np.ndarray:
    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        odds = rows @ w
        chance = 1 / (1 + np.exp(-np.clip(odds, -50, 50)))
        value = (np.logaddexp(0, odds) - truth * odds).sum()
        ridge = RIDGE * len(truth) * np.r_[0, w[1:]]
        return value + (ridge * w).sum(), rows.T @ (chance - truth) + 2 * ridge

    return minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B").x


def main(folder: Path, seeds: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    knocks, plants, wholes = [], [], []
    for seed in range(seeds):
        for kind in scenes.PLAYS:
            film = scenes.make(kind, seed)
            path = folder / f"{kind}-{seed}.mp4"
            if kind != "walk":
                knocks.append(collect(film, path, "knock"))
            plants.append(collect(film, path, "plant"))
            wholes.append(collect(film, path, "whole"))
            film.frames.clear()
    knock_names, plant_names = list(contacts.knocks(_still())), list(contacts.plants(_still()))
    for title, names, weights in (
        ("STOP", knock_names, fit(knocks, STOPS.__contains__, 0.1, -0.02, 1)),
        ("TURN", knock_names, fit(knocks, TURNS.__contains__, 0.1, -0.02, 1)),
        ("PLANT", plant_names, fit(plants, "walk".__eq__, 0.2, 0.0, -1)),
        ("WHOLE", plant_names, fit(wholes, "walk".__eq__, 0.2, 0.0, -1)),
    ):
        print(f"{title}_WEIGHTS = {{")
        for name, weight in zip(names, weights, strict=True):
            print(f'    "{name}": {weight:.2f},')
        print("}")


def _still() -> MovingObject:
    return MovingObject(
        0, np.ones(20), np.ones(20), np.ones((20, 4)), np.ones((20, 9)), np.zeros(20)
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 16)
