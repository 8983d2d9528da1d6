import pytest
from deepaudio_ui.timeline.media_cache import LruCache, MediaCache, Waveform
from PySide6.QtCore import QCoreApplication

from deepaudio_plugin.backend import messages
from tests.helpers.backend_stub import SHOTS, make_picture


@pytest.fixture
def pictures(demo):
    made = MediaCache(demo.link, demo.state, demo.link)
    yield made
    made.finish()


def settle(pictures, qtbot):
    """Until all that is wanted has been asked for, and all that came has been loaded."""
    qtbot.waitUntil(lambda: not (pictures._timer.isActive() or pictures._loading))


def test_a_cache_forgets_what_was_not_used_for_longest():
    kept = LruCache(10)
    kept.put("a", 1, 4)
    kept.put("b", 2, 4)
    assert kept.get("a") == 1
    kept.put("c", 3, 4)
    assert ("a" in kept, "b" in kept, "c" in kept) == (True, False, True)


def test_coarser_waveforms_keep_the_peaks():
    pairs = bytes(value & 0xFF for n in range(512) for value in (-n // 5, n // 5))
    waveform = Waveform(pairs)
    lows, highs = waveform.at_most(20)
    assert 20 <= len(highs) < 40
    assert (min(lows), max(highs)) == (-103, 102)


def test_only_the_latest_wish_is_asked_for(pictures, stub, qtbot):
    pictures.want(SHOTS[:3], ())
    pictures.want(SHOTS[2:5], ())
    with qtbot.waitSignal(pictures.picture_loaded):
        pass
    assert [order.refs for order in stub.of(messages.ShowPictures)] == [SHOTS[2:5]]


def test_what_is_there_is_not_asked_for_again(pictures, stub, qtbot):
    pictures.want(SHOTS[:1], ("take",))
    with qtbot.waitSignals([pictures.picture_loaded, pictures.waveform_loaded]):
        pass
    pictures.want(SHOTS[:1], ("take",))
    settle(pictures, qtbot)
    assert len(stub.of(messages.ShowPictures)) == len(stub.of(messages.ShowPeaks)) == 1
    assert pictures.picture(SHOTS[0]).height() == 72


def test_a_shot_without_a_thumbnail_is_asked_for_once(pictures, stub, qtbot):
    stub.answer(
        messages.ShowPictures, lambda order: [messages.ThumbnailMade(ref, "") for ref in order.refs]
    )
    for _ in range(3):
        pictures.want(SHOTS[:1], ())
        settle(pictures, qtbot)
    assert len(stub.of(messages.ShowPictures)) == 1
    assert pictures.picture(SHOTS[0]) is None


def test_damaged_files_are_as_if_there_were_none(pictures, demo, tmp_path, qtbot):
    for name in ("broken.jpg", "empty.peaks"):
        (tmp_path / name).write_bytes(b"")
    demo.state.picture_ready.emit(SHOTS[0], str(tmp_path / "broken.jpg"))
    demo.state.peaks_ready.emit("take", str(tmp_path / "empty.peaks"))
    demo.state.picture_ready.emit(SHOTS[1], str(tmp_path / "not there.jpg"))
    settle(pictures, qtbot)
    assert pictures.picture(SHOTS[0]) is None
    assert pictures.waveform("take") is None


def test_a_thumbnail_of_the_timeline_before_comes_too_late(pictures, demo, tmp_path, qtbot):
    path = make_picture(tmp_path, SHOTS[0])
    demo.state.picture_ready.emit(SHOTS[0], str(path))
    pictures._pool.waitForDone()
    pictures.clear()
    QCoreApplication.processEvents()  # what was loaded arrives
    assert pictures.picture(SHOTS[0]) is None
    demo.state.picture_ready.emit(SHOTS[0], str(path))
    qtbot.waitUntil(lambda: pictures.picture(SHOTS[0]) is not None)
