from __future__ import annotations

from deepaudio_ui.panel_context import PanelContext
from deepaudio_ui.panels.real_model import RealModelDialog
from pytestqt.qtbot import QtBot

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.views import WeightsView
from tests.helpers.backend_stub import StubBackend

LICENCE = "CC-BY-NC-4.0: DeepAudio weights, not for commercial use"
SMALL = WeightsView("small_16k", "small_16k", 3_000_000_000, 4_000_000_000, False, (LICENCE,))
LARGE = WeightsView("large_44k", "large_44k", 0, 9_000_000_000, True, (LICENCE,))


def dialog_of(context: PanelContext, stub: StubBackend, qtbot: QtBot) -> RealModelDialog:
    stub.answer(messages.ListWeights, lambda order: [messages.Weights((SMALL, LARGE))])
    dialog = RealModelDialog(context)
    dialog.show()
    qtbot.waitUntil(lambda: dialog._variants.count() == 2)
    return dialog


def test_nothing_is_fetched_before_the_licence_is_accepted(
    context: PanelContext, stub: StubBackend, qtbot: QtBot
):
    dialog = dialog_of(context, stub, qtbot)
    assert "not for commercial use" in dialog._licences.text()
    assert not dialog._get.isEnabled()
    dialog._accept.click()
    dialog._get.click()
    [order] = stub.of(messages.PullWeights)
    assert (order.variant, order.accepted) == ("small_16k", True)
    dialog.reject()


def test_what_is_installed_is_not_fetched_again(
    context: PanelContext, stub: StubBackend, qtbot: QtBot
):
    dialog = dialog_of(context, stub, qtbot)
    dialog._accept.click()
    dialog._variants.setCurrentRow(1)
    assert not dialog._get.isEnabled()
    assert "installed" in dialog._variants.item(1).text()
    dialog.reject()


def test_the_download_shows_how_far_it_is_and_how_it_ended(
    context: PanelContext, stub: StubBackend, qtbot: QtBot
):
    dialog = dialog_of(context, stub, qtbot)
    stub.publish(messages.PullProgress("small_16k", "model.pth", 10**9, 4 * 10**9))
    assert not dialog._bar.isHidden()
    assert dialog._bar.value() == 250
    stub.publish(messages.PullProgress("small_16k", "", 0, 0, done=True, message="no space left"))
    assert dialog._bar.isHidden()
    assert len(stub.of(messages.ListWeights)) == 2
    dialog.reject()
