"""Configurations: defaults of the stages, files, and what is wrong with one."""

from __future__ import annotations

from pathlib import Path

import pytest

from deepaudio.training.config import (
    STAGES,
    DataSource,
    defaults,
    from_toml,
    from_values,
    read,
    to_toml,
    to_values,
)
from deepaudio_plugin.core.errors import UsageError


@pytest.mark.parametrize("stage", STAGES)
def test_a_configuration_comes_back_from_its_file(stage: str) -> None:
    config = defaults(stage)
    assert from_toml(to_toml(config)) == config
    assert from_values(to_values(config)) == config


def test_a_file_says_only_what_differs(tmp_path: Path) -> None:
    path = tmp_path / "v2s.toml"
    path.write_text(
        'stage = "v2s"\nsteps = 500\n[rate]\nrate = 1\nmilestones = [3, 4]\n'
        '[network]\nsizes = { dim = 32 }\n[[data]]\nfolder = "C:\\\\a \\"b\\""\nrepeat = 2\n'
        '[[held_out]]\nfolder = "h"\n'
    )
    config = read(path)
    assert (config.steps, config.rate.rate, config.rate.milestones) == (500, 1.0, (3, 4))
    assert config.rate.warmup == defaults("v2s").rate.warmup == 300
    assert config.data == (DataSource('C:\\a "b"', 2),)
    assert config.held_out == (DataSource("h"),)
    assert config.network.sizes == {"dim": 32}
    assert from_toml(to_toml(config)) == config


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('stage = "v2a"\nstpes = 4', r"there is no setting 'stpes'; the nearest is 'steps'"),
        (
            'stage = "v2a"\n[rate]\nwarm_up = 4',
            r"no setting 'rate.warm_up'; the nearest is 'warmup'",
        ),
        ('stage = "v2a"\n[[data]]\nfolder = "a"\nrepeats = 2', r"'data.repeats'; .* 'repeat'"),
        ('stage = "v2a"\n[[data]]\nrepeat = 2', "data names no folder"),
        ('stage = "v2s2"', "no stage 'v2s2' of training; the nearest is 'v2s'"),
        ("steps = 4", "says no stage"),
        ('stage = "v2a"\nsteps = "many"', "steps cannot be 'many'"),
        ('stage = "v2a"\nsteps = true', "steps cannot be True"),
        ('stage = "v2a"\nrate = 0.1', "rate cannot be 0.1"),
        ('stage = "v2a"\n[average]\nkind = "mean"', "average.kind must be power, warming or none"),
        ('stage = "v2a"\nsteps = 0', "steps must be positive"),
        ("stage = ", "is not TOML"),
    ],
)
def test_what_is_wrong_is_named_with_the_nearest_key(
    tmp_path: Path, text: str, message: str
) -> None:
    (tmp_path / "x.toml").write_text(text)
    with pytest.raises(UsageError, match=rf"x\.toml: .*{message}"):
        read(tmp_path / "x.toml")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.toml: cannot be read"):
        read(tmp_path / "none.toml")


def test_stages_have_the_published_settings() -> None:
    v2a, tts, v2s = (defaults(stage) for stage in ("v2a", "tts", "v2s"))
    assert (v2a.optimiser.betas, v2a.optimiser.weight_decay) == ((0.9, 0.95), 1e-6)
    assert (v2a.batch.items, v2a.rate.milestones) == (512, (240_000, 270_000))
    assert (tts.batch.frames, tts.batch.parts, tts.rate.warmup) == (38_400, 8, 20_000)
    assert (v2s.rate.rate, v2s.batch.frames, v2s.network.dropout) == (1e-5, 3_200, 0.1)
