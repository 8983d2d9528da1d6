"""`deepaudio eval`, as people and programs use it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from deepaudio.__main__ import main
from deepaudio.evaluation import demo, lists
from tests.helpers.command import Ran

ROOT = Path(__file__).parents[3]


@pytest.fixture
def evaluate(capsys):
    def run(*arguments: object) -> Ran:
        capsys.readouterr()
        try:
            code = main(["eval", *map(str, arguments)])
        except SystemExit as end:
            code = int(end.code or 0)
        return Ran(code, *capsys.readouterr())

    return run


@pytest.fixture
def folders(tmp_path: Path) -> Path:
    """Two clips with their targets, and one that nobody made."""
    t = np.arange(24_000) / 24_000
    for side, names in (("tgt", "abc"), ("gen", "ab")):
        (tmp_path / side).mkdir()
        for i, name in enumerate(names):
            tone = 0.2 * np.sin(2 * np.pi * (200 + 50 * i) * t)
            soundfile.write(tmp_path / side / f"{name}.wav", tone, 24_000)
    rows = "".join(f"{n}\ttgt/{n}.wav\tHello there.\t0.5\n" for n in "abc")
    (tmp_path / "list.tsv").write_text("id\taudio\ttext\tevents_s\n" + rows)
    return tmp_path


def test_folders_are_judged_into_a_table_and_files(evaluate, folders) -> None:
    out = folders / "out"
    ran = evaluate("v2a", folders / "list.tsv", "--gen", folders / "gen", "--out", out)
    assert ran.code == 0
    assert "| ground truth |" in ran.out and f"| {folders.name} |" in ran.out
    assert "not measured: needs PaSST" in ran.out and "c is missing" in ran.out
    assert {p.name for p in out.iterdir()} >= {"report.md", "report.html", "files.jsonl",
                                               "summary.json"}  # fmt: skip
    summary = json.loads((out / "summary.json").read_text())
    assert summary["packages"]["numpy"] == np.__version__
    joined = evaluate("report", out, out, "--out", folders / "joined")
    assert joined.code == 0 and "ground truth of list.tsv" in joined.out


def test_json_lines_say_each_figure_with_its_counts(evaluate, folders) -> None:
    ran = evaluate("v2a", folders / "list.tsv", "--gen", folders / "gen", "--out",
                   folders / "out", "--json", "--reference", "--name", "me")  # fmt: skip
    [onsets] = [e for e in ran.events if e["event"] == "figure" and e["metric"] == "onset-f1"
                and e["row"] == "me"]  # fmt: skip
    assert (onsets["n"], onsets["n_failed"]) == (3, 1)
    assert [e["items"] for e in ran.events if e["event"] == "listed"] == [3]
    assert ran.events[-1]["event"] == "reported"
    assert "fd-passt" in {e["metric"] for e in ran.events if e["event"] == "figure"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("v2a", "list.tsv"), "--generate"),
        (("v2a", "list.tsv", "--gen", "nowhere"), "no such folder"),
        (("v2a", "no.tsv", "--gen", "gen"), "cannot be read"),
        (("v2a", "--gen", "gen"), "neither a list"),
        (("v2a", "list.tsv", "--gen", "."), "none of the list's 3 sounds"),
        (("v2s", "list.tsv", "--generate", "nobody"), "no engine"),
        (("tts", "list.tsv", "--gen", "gen", "--generate", "sketch"), "exclude each other"),
        (("tts", "list.tsv", "--generate", "sketch", "--set", "hue=3"), "hue"),
        (("tts", "list.tsv", "--gen", "gen", "--recogniser", "tgt"), "recogniser"),
        (("v2a", "list.tsv", "--gen", "gen", "--checkpoint", "no.pt"), "checkpoint"),
        (("report", "gen"), "no result"),
    ],
)
def test_what_makes_no_sense_is_said_in_a_line(
    evaluate, folders, monkeypatch, arguments, said
) -> None:
    monkeypatch.chdir(folders)
    ran = evaluate(*arguments)
    assert ran.code in (2, 3) and said in ran.err


def test_metrics_are_listed(evaluate) -> None:
    ran = evaluate("metrics", "--json")
    by_name = {event["name"]: event for event in ran.events}
    assert by_name["mcd"]["unit"] == "dB" and by_name["ib"]["highest"] == 1.0
    assert "wer, 0 to …, lower is better" in evaluate("metrics").out
    needs = {one["name"]: one["needs"] for one in ran.events}
    assert needs["desync"].startswith("needs synchformer")
    assert needs["wer"] == ""


def test_the_manual_lists_every_event() -> None:
    manual = (ROOT / "docs" / "json-lines.md").read_text(encoding="utf-8")
    for name in ("listed", "not-generated", "evaluated", "figure", "metric", "reported"):
        assert f"`{name}`" in manual


def test_the_demo_says_a_line_of_each_benchmark(evaluate, tmp_path, monkeypatch) -> None:
    """Two shots stand for the film; `deepaudio eval demo` itself takes a minute."""
    pytest.importorskip("whisper_normalizer", reason="the extra [bench] is not installed")
    with demo.demo_list() as path:
        head, *rows = path.read_text(encoding="utf-8").splitlines()
        short = [row for row in rows if row.startswith(("door", "mara-1"))]
        media = path.parent / "media"
        (tmp_path / "media").symlink_to(media)
    (tmp_path / demo.LIST).write_text("\n".join([head, *short]) + "\n")
    chosen = demo.part(tmp_path / demo.LIST, "v2s", tmp_path)
    assert [item.id for item in lists.read(chosen).items] == ["mara-1"]
    ran = evaluate("v2s", chosen, "--root", tmp_path, "--generate", "sketch", "--out",
                   tmp_path / "out", "--json")  # fmt: skip
    figures = {e["metric"]: e for e in ran.events if e["event"] == "figure"}
    assert figures["start-error"]["value"] < 80
    assert figures["wer"]["value"] is not None
    assert figures["mcd"]["value"] is None and "no target" in figures["mcd"]["note"]
