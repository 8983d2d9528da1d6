"""Where takes are rendered is chosen in the window, and kept for this computer."""

from __future__ import annotations

import dataclasses

import pytest
from deepaudio_ui.panel_context import PanelContext
from deepaudio_ui.panels.engine_bar import EngineBar
from deepaudio_ui.panels.generate import GeneratePanel
from deepaudio_ui.panels.render_place import RenderPlaceField
from pytestqt.qtbot import QtBot

from deepaudio_plugin.backend import messages
from tests.helpers.backend_stub import StubBackend, demo_engine

FARM = "ray://head:10001"


@pytest.fixture
def field(context: PanelContext, qtbot: QtBot) -> RenderPlaceField:
    made = RenderPlaceField(context)
    qtbot.addWidget(made)
    return made


def choose(field: RenderPlaceField, index: int) -> None:
    field.choice.setCurrentIndex(index)
    field.choice.activated.emit(index)


def told(stub: StubBackend) -> list[str]:
    return [order.farm for order in stub.of(messages.RenderOn)]


def test_at_first_this_computer_renders_and_nothing_is_ordered(
    field: RenderPlaceField, stub: StubBackend
):
    assert field.choice.currentText() == "This computer"
    assert field.address.isHidden()
    assert told(stub) == []


def test_a_farm_is_ordered_once_its_address_is_there(field: RenderPlaceField, stub: StubBackend):
    choose(field, 1)
    assert not field.address.isHidden()
    assert told(stub) == []
    field.address.setText(f" {FARM} ")
    field.address.editingFinished.emit()
    field.address.editingFinished.emit()
    assert told(stub) == [FARM]
    choose(field, 0)
    assert told(stub) == [FARM, ""]
    choose(field, 1)  # the address is still there
    assert told(stub) == [FARM, "", FARM]


def test_it_is_kept_for_the_next_window_and_told_to_every_backend(
    field: RenderPlaceField, context: PanelContext, stub: StubBackend, qtbot: QtBot
):
    choose(field, 1)
    field.address.setText(FARM)
    field.address.editingFinished.emit()
    later = RenderPlaceField(context)
    qtbot.addWidget(later)
    assert (later.choice.currentIndex(), later.address.text()) == (1, FARM)
    before = len(told(stub))
    stub.publish(messages.Greeted("greet", messages.VERSION, "python", (".otio",)))
    qtbot.waitUntil(lambda: told(stub)[before:] == [FARM, FARM])  # of both fields


def test_it_stands_where_the_engine_is_chosen(context: PanelContext, qtbot: QtBot):
    panel = GeneratePanel(context)
    qtbot.addWidget(panel)
    (field,) = panel.findChildren(RenderPlaceField)
    assert panel._fields.labelForField(field).text() == "Render on"


def test_the_engine_bar_says_that_a_farm_renders(
    context: PanelContext, stub: StubBackend, qtbot: QtBot
):
    bar = EngineBar(context)
    qtbot.addWidget(bar)
    engine = dataclasses.replace(
        demo_engine(), memory_mb=0.0, device="farm:8", worker_memory_mb=0.0
    )
    stub.publish(messages.EngineStatus(engine))
    assert bar._machine.text() == "Farm, 8 workers"
