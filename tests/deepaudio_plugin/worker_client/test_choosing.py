"""A worker here, or a farm."""

from __future__ import annotations

import pytest

from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.worker_client.choosing import worker_for
from deepaudio_plugin.worker_client.interpreter import farm_command


def test_without_an_address_it_is_a_worker_here():
    assert worker_for()._command is None


def test_a_farm_has_its_address_its_paths_and_the_environment(monkeypatch):
    monkeypatch.setenv("DEEPAUDIO_FARM_WAIT_S", "5")
    monkeypatch.setenv("DEEPAUDIO_FARM_WORKERS", "7")
    client = worker_for("auto", ["/films=/mnt/films"])
    expected = farm_command("auto", paths=["/films=/mnt/films"], wait_s=5, workers=7)
    assert client._command == expected
    assert expected[1:3] == ["-m", "deepaudio_plugin.farm"]
    assert client._start_timeout_s > 5


@pytest.mark.parametrize("text", ["soon", "-1", "nan", "inf"])
def test_a_variable_that_is_no_number_is_refused_by_name(monkeypatch, text):
    monkeypatch.setenv("DEEPAUDIO_FARM_WAIT_S", text)
    with pytest.raises(UsageError, match="DEEPAUDIO_FARM_WAIT_S"):
        worker_for("auto")
