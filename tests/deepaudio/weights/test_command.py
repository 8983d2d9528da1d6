"""`deepaudio models`, as people and programs use it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from deepaudio.__main__ import main
from tests.helpers.command import Ran
from tests.helpers.hub_server import Fault

Command = Callable[..., Ran]


@pytest.fixture
def models(known, server, tmp_path, monkeypatch, capsys) -> Command:
    """Run `models …` on the made-up registry in a fresh store."""
    monkeypatch.setenv("DEEPAUDIO_WEIGHTS_REGISTRY", str(tmp_path / "registry.json"))
    monkeypatch.setenv("DEEPAUDIO_WEIGHTS", str(tmp_path / "weights"))

    def run(*arguments: str) -> Ran:
        capsys.readouterr()
        try:
            code = main(["models", *arguments])
        except SystemExit as end:
            code = int(end.code or 0)
        return Ran(code, *capsys.readouterr())

    return run


def test_the_list_says_what_to_fetch_with_sizes_and_licences(models):
    ran = models("list")
    assert ran.code == 0
    for words in ("small", "nothing", "net_small.pth", "CLOSED, non-commercial", "about 6 GB",
                  "GPU memory, estimated", "not measured", "NON-COMMERCIAL use only", "https://example.org/closed",
                  "deepaudio models pull"):  # fmt: skip
        assert words in ran.out


def test_the_real_list_fits_a_person(capsys):
    assert main(["models", "list"]) == 0
    out = capsys.readouterr().out
    assert "large_44k_v2" in out and "12.1 GB" in out and "v2c_l44.pt" in out
    assert "not published" in out


def test_a_programs_list_has_one_line_for_each_thing(models):
    models("pull", "small", "--accept-licence")
    ran = models("list", "--json")
    variants = {e["name"]: e for e in ran.events if e["event"] == "variant"}
    assert variants["small"]["installed"] and variants["small"]["digest"]
    assert variants["large"]["missing"] == ["large"]
    artefacts = {e["name"]: e["state"] for e in ran.events if e["event"] == "artefact"}
    assert artefacts == {
        "small": "verified", "large": "missing", "codec": "verified",
        "speech": "verified", "tokens": "verified",
    }  # fmt: skip


def test_nothing_is_fetched_before_the_licences_are_accepted(models, server):
    ran = models("pull", "small")
    assert ran.code == 3
    assert "NON-COMMERCIAL" in ran.err and "--accept-licence" in ran.err
    assert server.asked == []
    assert models("pull", "small", "--accept-licence").code == 0
    assert models("remove", "small").code == 0
    assert models("pull", "small").code == 0  # accepted once


@pytest.mark.parametrize(("answer", "code"), [("yes\n", 0), ("no\n", 3), ("", 3)])
def test_a_person_is_asked(models, monkeypatch, answer, code):
    import io

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert models("pull", "small").code == code


def test_programs_get_licences_progress_and_errors_as_events(models, server):
    ran = models("pull", "small", "--json")
    assert ran.code == 3
    assert [e["id"] for e in ran.events if e["event"] == "licence"] == ["closed", "unsaid"]
    assert ran.event("error")["code"] == "licence"
    server.fail("codec.pth", Fault(corrupt=True))
    ran = models("pull", "small", "--json", "--accept-licence")
    assert ran.code == 3
    assert ran.event("error")["code"] == "weights-damaged"
    assert ran.event("pulled") == {
        "event": "pulled", "version": 1,
        "installed": ["small", "speech", "tokens"], "missing": ["codec"],
    }  # fmt: skip
    stages = {e["stage"] for e in ran.events if e["event"] == "progress"}
    assert stages == {"fetching", "checking", "converting"}


def test_pull_says_when_there_is_nothing_to_do(models):
    models("pull", "tokens")
    assert "already" in models("pull", "tokens").out


def test_import_takes_a_folder_and_names_what_it_leaves(models, tmp_path, files):
    (tmp_path / "lab").mkdir()
    for name, content in files.items():
        (tmp_path / "lab" / name).write_bytes(content)
    (tmp_path / "lab" / "other.ckpt").touch()
    assert models("import", str(tmp_path / "lab")).code == 3  # no licence yet
    ran = models("import", str(tmp_path / "lab"), "--accept-licence")
    assert ran.code == 0
    assert "5 files taken" in ran.out and "other.ckpt" in ran.err
    assert "5 of 5 files are installed; 0 are wrong" in models("verify").out


def test_verify_names_what_is_wrong(models, tmp_path):
    models("pull", "small", "--accept-licence")
    path = tmp_path / "weights" / "codec" / "codec.safetensors"
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    ran = models("verify", "small")
    assert ran.code == 3
    assert "codec" in ran.err and "deepaudio models pull codec" in ran.err


def test_remove_says_what_it_kept(models):
    models("pull", "all", "--accept-licence")
    ran = models("remove", "small", "--json").event("removed")
    assert ran["names"] == ["small"] and set(ran["kept"]) == {"codec", "speech", "tokens"}
    assert "codec.pth" in models("remove", "small").out
    assert models("remove", "large", "--json").event("removed")["kept"] == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["pull"], "NAME"),
        (["pull", "smal"], "'smal' is neither"),
        (["paint"], "paint"),
        (["import", "/no/such/folder"], "not a folder"),
    ],
)
def test_mistakes_are_told_in_words(models, arguments, words):
    ran = models(*arguments)
    assert ran.code == 2 and words in ran.err


# -- through the host side, in processes of their own -------------------------------


def start(*arguments: str, **more: str) -> subprocess.Popen:
    command = [sys.executable, "-m", "deepaudio_plugin.cli.main", "models", *arguments]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=os.environ | more, start_new_session=True,
    )  # fmt: skip


@pytest.fixture
def environment(known, server, tmp_path) -> dict[str, str]:
    return {
        "DEEPAUDIO_WEIGHTS_REGISTRY": str(tmp_path / "registry.json"),
        "DEEPAUDIO_WEIGHTS": str(tmp_path / "weights"),
        "HF_ENDPOINT": server.url,
        "DEEPAUDIO_RELEASES": server.url,
        "HF_HOME": str(tmp_path / "hf"),
    }


def test_the_host_side_hands_over_to_the_workers_interpreter(environment):
    pull = start("pull", "small", "--accept-licence", **environment)
    out, err = pull.communicate(timeout=120)
    assert pull.returncode == 0, err
    assert "All files are here and right." in out
    help_text = start("--help", **environment).communicate(timeout=120)[0]
    assert "usage: deepaudio models" in help_text and "import" in help_text


def test_offline_mode_is_honoured_across_the_hand_over(environment):
    pull = start("pull", "tokens", **environment, HF_HUB_OFFLINE="1")
    _, err = pull.communicate(timeout=120)
    assert pull.returncode == 3 and "HF_HUB_OFFLINE" in err


def test_an_interpreter_that_is_not_there_is_named(environment):
    pull = start("list", **environment, DEEPAUDIO_WORKER_PYTHON="/no/python")
    _, err = pull.communicate(timeout=120)
    assert pull.returncode == 3 and "/no/python" in err


@pytest.mark.skipif(os.name != "posix", reason="signals of a terminal")
def test_ctrl_c_keeps_what_has_arrived(environment, server, tmp_path):
    server.fail("net_small.pth", Fault(cut=100_000, stall_s=300))
    pull = start("pull", "small", "--accept-licence", **environment)
    part = tmp_path / "weights" / "small" / "net_small.pth.part"
    deadline = time.monotonic() + 120
    while not (part.exists() and part.stat().st_size >= 100_000):
        assert time.monotonic() < deadline and pull.poll() is None
        time.sleep(0.02)
    os.killpg(pull.pid, signal.SIGINT)
    _, err = pull.communicate(timeout=120)
    assert pull.returncode == 130 and "kept" in err and "Traceback" not in err
    assert part.stat().st_size == 100_000


def test_listing_loads_neither_torch_nor_the_hub():
    program = (
        "import sys; from deepaudio.__main__ import main; main(['models', 'list']);"
        "sys.exit(any(m in sys.modules for m in ('torch', 'numpy', 'huggingface_hub')))"
    )
    subprocess.run([sys.executable, "-c", program], check=True, stdout=subprocess.DEVNULL)
