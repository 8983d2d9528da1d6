import gc

import pytest

from deepaudio_plugin.core.collector import collector_paused


def test_the_collector_pauses_and_goes_on_whatever_happens():
    with pytest.raises(ZeroDivisionError), collector_paused():
        assert not gc.isenabled()
        _ = 1 / 0
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off():
    gc.disable()
    try:
        with collector_paused():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
