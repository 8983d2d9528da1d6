"""The model itself on an authors' list, from the command to the table, with tiny weights."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import soundfile

from deepaudio.__main__ import main
from tests.helpers.films import write_film
from tests.helpers.spoken import write_voice
from tests.helpers.tiny_model import tiny_model


@pytest.fixture
def v2c(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two clips that are each other's prompt, as in V2C's setting 1, and a lost one."""
    tiny_model().use(monkeypatch)
    for name in ("Ann-00-0001", "Ben-00-0002"):
        write_voice(tmp_path / f"{name}.wav", 2.0, rate=24_000)
        write_film(tmp_path / f"{name}.mp4", 60, grey=lambda n: 3 * n)
    one, other = (f"{n}.wav\t{n}.mp4\tHello there." for n in ("Ann-00-0001", "Ben-00-0002"))
    lost = "Cid-00-0003.wav\tCid-00-0003.mp4\tWhere am I?"
    path = tmp_path / "v2c_test.lst"
    path.write_text(f"{one}\t{other}\n{other}\t{one}\n{one}\t{lost}\n", encoding="utf-8")
    return path


def test_the_model_dubs_the_list_as_published(v2c: Path, capsys) -> None:
    out = v2c.parent / "out"
    heard = v2c.parent / "features" / "whisper"
    for side in ("gen", "tgt"):  # what random weights say, no recogniser need hear
        (heard / side).mkdir(parents=True)
        for i in range(3):
            (heard / side / f"0000000{i}.txt").write_text("hello there")
    arguments = ["--generate", "deepaudio-v1/tiny", "--set", "steps=2", "--reference", "--json"]
    folders = ["--features", str(heard.parent), "--out", str(out)]
    assert main(["eval", "v2s", str(v2c), *arguments, *folders]) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [e["id"] for e in events if e["event"] == "not-generated"] == ["00000002"]
    made = [soundfile.info(out / "gen" / f"0000000{i}.wav") for i in range(3)]
    assert [info.frames for info in made] == [48_000, 48_000, 24_000]  # targets', and of a failure
    figures = {(e["row"], e["arithmetic"], e["metric"]): e for e in events if "metric" in e}
    contour = figures["deepaudio-v1/tiny", "honest", "contour-correlation"]
    assert (contour["n"], contour["n_failed"], contour["n_left_out"]) == (2, 0, 1)
    assert figures["deepaudio-v1/tiny", "honest", "pace"]["n_failed"] == 1
