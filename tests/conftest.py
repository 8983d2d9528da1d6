"""What every test may rely on: folders of its own, and no process of another test."""

from __future__ import annotations

import itertools
import os
import signal
from collections import Counter
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from deepaudio.credentials.certificate import FOLDER_VARIABLE, credential
from deepaudio_plugin.core.collector import collector_paused
from deepaudio_plugin.core.privacy import switch_telemetry_off
from tests.helpers.children import MARK, Children, noted

switch_telemetry_off()

if "PYTEST_XDIST_WORKER" in os.environ:
    # as many processes as cores test side by side: threads of torch's would only wait for each
    # other, here and in every child
    os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """No garbage is looked for while tests are collected: what they make then stays to the end."""
    with collector_paused():
        return (yield)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests first: a long one begun last would keep the others waiting."""
    weight: Counter[str] = Counter()
    for item in items:
        weight[item.nodeid.partition("::")[0]] += 30 if item.get_closest_marker("slow") else 1
    items.sort(key=lambda item: -weight[item.nodeid.partition("::")[0]])
    if os.environ.get("DEEPAUDIO_TEST_ORDER") == "reversed":  # no test may need another before it
        items.reverse()


@pytest.fixture(scope="session", autouse=True)
def interruptible_children() -> Iterator[None]:
    """Processes that tests start can be interrupted, even where these tests cannot be.

    In the background of a script, or under `nohup`, SIGINT is ignored, and what is ignored
    stays so in every child. What has a handler is back at its default there.
    """
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        yield
        return
    signal.signal(signal.SIGINT, lambda _signal, _frame: None)
    yield
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@pytest.fixture(autouse=True)
def no_child_is_left(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A test that leaves a process behind fails, and the process is ended."""
    children = Children()
    monkeypatch.setenv(MARK, children.mark)
    with noted(children):
        yield
    left = children.end()
    assert not left, "left behind by this test:\n" + "\n".join(left)


@pytest.fixture(scope="session")
def credentials(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a certificate: it is made once, and a render says so then."""
    folder = tmp_path_factory.mktemp("credentials")
    credential(folder)
    return folder


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folders, one for each test; `mktemp` would read the names of all to find each the next."""
    folder = tmp_path_factory.mktemp("homes")
    return (folder / str(number) for number in itertools.count(1))


@pytest.fixture(autouse=True)
def private_folders(
    homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch, credentials: Path
) -> Path:
    """No test touches the user's own take library, logs or settings."""
    home = next(homes)
    home.mkdir(mode=0o700)
    monkeypatch.setenv(FOLDER_VARIABLE, str(credentials))
    monkeypatch.setenv("DEEPAUDIO_LIBRARY", str(home / "takes"))
    monkeypatch.setenv("DEEPAUDIO_CHECK", "no")  # but where a test is about it: it takes its time
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(home / name.lower()))
    return home
