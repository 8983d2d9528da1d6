"""Trains `deepaudio/engines/sketch/contact_network.npz` on drawn scenes with known contacts.

    python -m tests.helpers.contact_fit FOLDER [SEEDS] [STEPS]

draws `contact_scenes.chosen` for seeds 0 to SEEDS - 1 (kept in FOLDER), trains for STEPS batches,
from the weights that there are if any, and writes the new ones. Then it prints F1 and false
hits by the odds from which a contact is believed, on seeds that were not trained on.
The scenes of `contact_scenes.reported` are not touched. The loss is that of CenterNet (Zhou
et al. 2019): a focal loss about each contact.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - as everywhere

from deepaudio.engines.sketch import contact_network, contacts
from deepaudio.engines.sketch.contact_grid import CHANNELS, STEP_S, SUDDEN, ContactGrid, on_grid
from deepaudio.engines.sketch.contact_network import LAYERS, REACH, STRIDE
from deepaudio.engines.sketch.contacts import apart, believed
from deepaudio.engines.sketch.events import disturbed
from deepaudio.evaluation.metrics.onsets import Agreement, agreement
from tests.helpers import contact_scenes
from tests.helpers.contact_scenes import chosen_on
from tests.helpers.contact_scenes.painting import WORLD
from tests.helpers.contact_scenes.physics import Contact
from tests.helpers.contact_scenes.watching import watched

WIDTHS = (12, 18, 26, 26, 26, 26)
RATES = (24, 25, 30, 50, 60, 24, 25, 30, 24000 / 1001, 30000 / 1001, 20, 15, 27.5, 48, 12)
JUDGED_SEEDS = range(1000, 1006)
BATCH, LENGTH = 8, 64
RATE = 3e-3
QUIET_SHARE = 0.4  # of each batch, scenes in which nothing is hit
SPREAD = 0.9  # of a contact, in steps and places
STEPS_TOO = 0.3  # weight of telling steps from knocks


@dataclass
class Example:
    """A scene as the network sees it, and its truth."""

    kind: str
    grid: ContactGrid
    contacts: list[Contact]
    optional: list[Contact]
    seconds: float


def examples(folder: Path, seeds: range) -> Iterator[Example]:
    """Scenes of every kind for each seed, drawn once; those with contacts come twice."""
    for seed in seeds:
        path = folder / f"{seed}.pkl"
        if not path.exists():
            path.write_bytes(pickle.dumps(list(_drawn(seed))))
        yield from pickle.loads(path.read_bytes())


def _drawn(seed: int) -> Iterator[Example]:
    kinds = [*chosen_on.CONTACTS, *chosen_on.CONTACTS, *chosen_on.QUIET]
    for k, kind in enumerate(kinds):
        rng = np.random.default_rng((seed, k, 77))
        rate = float(rng.choice(RATES))
        height = 180 if rng.random() < 0.2 else 90
        scene = contact_scenes.chosen(kind, 100 * seed + k, rate, height)
        seen = watched(scene)
        grid = on_grid(seen, disturbed(seen))
        yield Example(kind, grid, scene.contacts, scene.optional, scene.duration_s)


def target(example: Example) -> tuple[np.ndarray, np.ndarray]:
    """1 at contacts, less around them, and where nothing is to be learned, both (T, R', C')."""
    count, rows, columns, _ = example.grid.features.shape
    shape = (count, -(-rows // STRIDE), -(-columns // STRIDE))
    wanted, ignored = np.zeros(shape, np.float32), ~np.ones(shape, bool)
    ignored |= ~example.grid.clear[:, None, None]
    at = np.meshgrid(*(np.arange(n) + 0.5 for n in shape), indexing="ij", sparse=True)

    def place(contact: Contact) -> tuple[float, float, float]:
        row, column = contact.y / WORLD[1] * shape[1], contact.x / WORLD[0] * shape[2]
        return contact.time_s / STEP_S - example.grid.first, row, column

    for contact in example.optional:
        away = [abs(axis - where) for axis, where in zip(at, place(contact), strict=True)]
        ignored |= (away[0] < 3.5) & (away[1] < 3) & (away[2] < 3)
    for contact in example.contacts:
        where = np.clip(place(contact), 0, np.array(shape) - 0.01)
        square = sum((axis - w) ** 2 for axis, w in zip(at, where, strict=True))
        wanted = np.maximum(wanted, np.exp(-square / (2 * SPREAD**2)).astype(np.float32))
        wanted[tuple(where.astype(int))] = 1
    return wanted, ignored & (wanted < 1)


class ContactTrainer(torch.nn.Module):
    """The network of `contact_network`, to be trained."""

    def __init__(self) -> None:
        super().__init__()
        inputs = (CHANNELS, *WIDTHS)
        self.layers = torch.nn.ModuleList(
            torch.nn.Linear(before * (9 if kind == "space" else 5), after)
            for (kind, _), before, after in zip(LAYERS, inputs, WIDTHS, strict=False)
        )
        self.last = torch.nn.Linear(WIDTHS[-1], 2)
        for layer in self.layers:
            torch.nn.init.kaiming_normal_(layer.weight)
            torch.nn.init.zeros_(layer.bias)
        torch.nn.init.normal_(self.last.weight, 0, 0.05)
        self.last.bias.data = torch.tensor([-4.6, 0.0])  # contacts are rare

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(B, T + 2 REACH, R, C, F) to log odds (B, T, R', C', 2)."""
        for (kind, by), layer in zip(LAYERS, self.layers, strict=True):
            batch, count, rows, columns, inputs = x.shape
            if kind == "space":
                weight = layer.weight.reshape(-1, 3, 3, inputs).permute(0, 3, 1, 2)
                flat = x.reshape(batch * count, rows, columns, inputs).permute(0, 3, 1, 2)
                made = F.conv2d(flat, weight, layer.bias, stride=by, padding=1).permute(0, 2, 3, 1)
                x = made.reshape(batch, count, *made.shape[1:])
            else:
                weight = layer.weight.reshape(-1, 5, inputs).permute(0, 2, 1)[..., None]
                flat = x.reshape(batch, count, rows * columns, inputs).permute(0, 3, 1, 2)
                made = F.conv2d(flat, weight, layer.bias, dilation=(by, 1)).permute(0, 2, 3, 1)
                x = made.reshape(batch, made.shape[1], rows, columns, -1)
            x = F.relu(x)
        return self.last(x)

    def take(self, stored: Mapping[str, np.ndarray]) -> None:
        """Go on from arrays such as `weights` gives."""
        for k, layer in enumerate([*self.layers, self.last]):
            layer.weight.data = torch.from_numpy(stored[f"weight{k}"].T.astype(np.float32))
            layer.bias.data = torch.from_numpy(stored[f"bias{k}"].astype(np.float32))

    def weights(self) -> dict[str, np.ndarray]:
        """Arrays as `contact_network` reads them."""
        layers = [*self.layers, self.last]
        return {
            f"{name}{k}": np.float16(getattr(layer, name).detach().numpy().T)
            for k, layer in enumerate(layers)
            for name in ("weight", "bias")
        }


def _batch(
    found: list[tuple], chance: np.ndarray, rng: np.random.Generator
) -> tuple[torch.Tensor, ...]:
    """Stretches of scenes, some of them mirrored and at another contrast."""
    parts: list[list[np.ndarray]] = [[], [], [], []]
    for index in rng.choice(len(found), BATCH, p=chance):
        features, wanted, ignored, is_walk = found[index]
        count = len(features)
        start = int(rng.integers(max(1, count - LENGTH + 1)))
        shown = np.arange(start - REACH, start + LENGTH + REACH).clip(0, count - 1)
        judged = np.arange(start, start + LENGTH)
        late = (judged >= count)[:, None, None]
        judged = judged.clip(0, count - 1)
        x, y, z = features[shown].astype(np.float32), wanted[judged], ignored[judged] | late
        if rng.random() < 0.5:
            x, y, z = x[:, :, ::-1].copy(), y[:, :, ::-1], z[:, :, ::-1]
            x[..., 2] *= -1
        contrast = rng.uniform(-0.25, 0.25)
        of = (0, 1, SUDDEN)
        x[..., of] = np.maximum(0, x[..., of] + contrast * (x[..., of] > 0.02))
        for part, value in zip(parts, (x, y, z, np.full_like(y, is_walk)), strict=True):
            part.append(value)
    return tuple(torch.from_numpy(np.stack(part)) for part in parts)


def _loss(answer: torch.Tensor, wanted: torch.Tensor, ignored: torch.Tensor, walk: torch.Tensor):
    odds, kept = answer[..., 0], (~ignored).float()
    is_contact = (wanted >= 1).float() * kept
    count, chance = is_contact.sum() + 4, torch.sigmoid(odds)
    found = (is_contact * (1 - chance) ** 2 * F.logsigmoid(odds)).sum()
    quiet = (kept - is_contact) * (1 - wanted) ** 4 * chance**2 * F.logsigmoid(-odds)
    is_step = F.binary_cross_entropy_with_logits(answer[..., 1], walk, reduction="none")
    return (STEPS_TOO * (is_step * is_contact).sum() - found - quiet.sum()) / count


def train(drawn: list[Example], steps: int) -> ContactTrainer:
    """A network trained on the scenes, the same on the same machine."""
    torch.manual_seed(1)
    rng = np.random.default_rng(3)
    found = [
        (scene.grid.features.astype(np.float16), *target(scene), scene.kind.startswith("walk"))
        for scene in drawn
    ]
    quiet = np.array([not wanted.any() for _, wanted, _, _ in found])
    chance = np.where(quiet, QUIET_SHARE / max(quiet.sum(), 1), (1 - QUIET_SHARE) / (~quiet).sum())
    chance /= chance.sum()
    network = ContactTrainer()
    if contact_network.WEIGHTS.exists():
        with np.load(contact_network.WEIGHTS) as stored:
            network.take(stored)
    descent = torch.optim.AdamW(network.parameters(), RATE, weight_decay=1e-3)
    for step in range(steps):
        pace = min(1, (step + 1) / 60) * (0.5 * (1 + np.cos(np.pi * step / steps)) + 0.005)
        descent.param_groups[0]["lr"] = RATE * pace
        x, wanted, ignored, walk = _batch(found, chance, rng)
        loss = _loss(network(x), wanted, ignored, walk)
        descent.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        descent.step()
        if step % 100 == 0:
            print(step, f"{loss.item():.3f}", flush=True)
            np.savez(contact_network.WEIGHTS, **network.weights())
    np.savez(contact_network.WEIGHTS, **network.weights())
    return network


def judge(drawn: list[Example]) -> None:
    """Print F1 and false hits a minute for several odds from which a contact is sure."""
    contact_network.weights.cache_clear()
    found = [(scene, apart(contacts.contacts(scene.grid))) for scene in drawn]
    for contacts.SURE_ODDS in np.arange(-0.75, 1.0, 0.25):
        total, false, seconds = Agreement(0, 0, 0), 0, 0.0
        for scene, all_of in found:
            times = [contact.time_s for contact in believed(all_of)]
            if scene.kind in chosen_on.QUIET:
                false, seconds = false + len(times), seconds + scene.seconds
            else:
                true, optional = scene.contacts, scene.optional
                total += agreement(times, [c.time_s for c in true], [c.time_s for c in optional])
        false_a_minute = 60 * false / seconds
        print(f"{contacts.SURE_ODDS:5.2f}: F1 {total.f1:.3f}, {false_a_minute:.2f} false a minute")


if __name__ == "__main__":
    torch.set_num_threads(1)
    where = Path(sys.argv[1])
    where.mkdir(parents=True, exist_ok=True)
    seeds, steps = (
        int(a) if a else b for a, b in zip([*sys.argv[2:4], "", ""], (60, 4000), strict=False)
    )
    drawn = list(examples(where, range(seeds)))
    train(drawn, steps)
    judge(list(examples(where, JUDGED_SEEDS)))
