"""A work file as a job of the Open Job Description: checked and run by its own command line."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.work.job_template import write_template
from tests.helpers.command import deepaudio
from tests.helpers.work import LINES, keys_in, ordered

needs_openjd = pytest.mark.skipif(
    importlib.util.find_spec("openjd") is None or importlib.util.find_spec("openjd.cli") is None,
    reason="openjd-cli is not installed: no job can be checked and run",
)
TITLE = 'A cut, "final" {{Param.X}}: \t€'


def openjd(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "ignore", "-m", "openjd", *map(str, arguments)]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    environment = {**os.environ, "PATH": path}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def template(folder: Path, work: Path, *, takes: int = 5, title: str = "cut", library: str = ""):
    path = folder / "job.yaml"
    write_template(path, work, takes, title, library)
    return path


def test_a_job_names_its_file_beside_it_by_name_and_another_by_its_path(tmp_path: Path):
    (tmp_path / "jobs").mkdir()
    beside = template(tmp_path, tmp_path / "jobs" / "shots.jsonl").read_text("utf-8")
    assert '\n    default: "jobs/shots.jsonl"\n' in beside
    work = tmp_path / "shots.jsonl"
    other = template(tmp_path / "jobs", work).read_text("utf-8")
    assert f"\n    default: {json.dumps(str(work))}\n" in other


def test_there_is_no_job_for_no_takes(tmp_path: Path):
    with pytest.raises(UsageError, match="a job must have a task"):
        template(tmp_path, tmp_path / "shots.jsonl", takes=0)
    assert list(tmp_path.iterdir()) == []


@needs_openjd
@pytest.mark.parametrize("title", ["cut", TITLE, "long " * 100, "日本"])
def test_the_job_is_valid_whatever_the_timeline_is_called(tmp_path: Path, title: str):
    ran = openjd("check", template(tmp_path, tmp_path / "shots.jsonl", title=title))
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "passes validation" in ran.stdout


@needs_openjd
@pytest.mark.slow
def test_the_job_runs_in_chunks_with_its_paths_mapped(
    tmp_path: Path, share: Path, no_real_worker: None
):
    node = tmp_path / "node"
    order = ordered(
        *(tmp_path, LINES, "--openjd", tmp_path / "job.yaml", "--library", share.as_uri())
    )
    order.film.parent.rename(node)
    rule = {
        "source_path_format": "WINDOWS" if os.name == "nt" else "POSIX",
        "source_path": str(order.film.parent),
        "destination_path": str(node),
    }
    rules = tmp_path / "rules.json"
    rules.write_text(json.dumps({"version": "pathmapping-1.0", "path_mapping_rules": [rule]}))
    ran = openjd(
        *("run", tmp_path / "job.yaml", "--step", "Takes", "-p", "TakesPerTask=2"),
        *("--path-mapping-rules", rules.as_uri()),
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "Chunks run: 3" in ran.stdout
    assert keys_in(share) == sorted(order.keys)


def test_a_job_without_a_work_file_is_refused(tmp_path: Path):
    ran = deepaudio("plan", tmp_path / "cut.otio", "--openjd", tmp_path / "job.yaml")
    assert (ran.code, "--work" in ran.err) == (2, True)
