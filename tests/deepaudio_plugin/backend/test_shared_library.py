"""The window in front of a library that several machines share."""

from __future__ import annotations

from pathlib import Path

import pytest

from deepaudio_plugin.backend import messages
from tests.helpers.panel import Panel, fake_worker, of
from tests.helpers.work import LINES, Ordered, ordered

pytestmark = pytest.mark.slow


@pytest.fixture
def order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ordered:
    """Orders that a farm does; the library of the window is shared with it."""
    notes, share = tmp_path / "notes", tmp_path / "share"
    notes.mkdir()
    share.mkdir()
    fake_worker(monkeypatch, "--notes", str(notes))
    found = ordered(tmp_path, LINES, "--library", share.as_uri())
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "farm"))
    assert found.do("--library", share.as_uri(), "--range", "1-3").code == 0
    for path in notes.glob("job-*"):
        path.unlink()
    monkeypatch.setenv("DEEPAUDIO_LIBRARY", share.as_uri())
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "desk"))
    return found


def generated(panel: Panel, order: Ordered) -> list[str]:
    """Lines that are ready after Generate."""
    panel.open(order.timeline)
    lines = [ref for ref in panel.jobs if ref.startswith("cue")]
    panel.carried(messages.Generate, refs=tuple(lines), scope="selection")
    for ref in lines:
        panel.until_job(ref, "ready")
    return lines


def test_takes_of_a_farm_are_fetched_and_only_the_rest_is_rendered(order: Ordered, tmp_path: Path):
    share = tmp_path / "share"
    with Panel() as panel:
        assert len(generated(panel, order)) == len(LINES)
        panel.until(lambda _fact: len(list(share.glob("??/*.json"))) == len(LINES))
    assert len(list((tmp_path / "notes").glob("job-*"))) == 2


def test_a_share_that_is_gone_is_told_and_nothing_stops(order: Ordered, tmp_path: Path):
    (tmp_path / "share").rename(tmp_path / "away")
    with Panel() as panel:
        lines = generated(panel, order)
        panel.until(lambda _fact: any("not shared" in text for text in told(panel)))
        assert any("what is missing is rendered here" in text for text in told(panel))
    assert len(list((tmp_path / "notes").glob("job-*"))) == len(lines)


def told(panel: Panel) -> list[str]:
    return [problem.message for problem in of(messages.ProblemFound, panel.facts)]
