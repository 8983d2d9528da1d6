"""Keys: those of other programs, one's own over them, and no key for two commands."""

from __future__ import annotations

from pathlib import Path

import pytest
from deepaudio_ui.actions import COMMANDS, Actions
from deepaudio_ui.keymap import PRESETS, Keymap, keys_of
from deepaudio_ui.panels.shortcuts import ShortcutSheet, keys_in_words
from deepaudio_ui.state.preferences import Preferences
from PySide6.QtCore import QSettings
from PySide6.QtGui import QKeySequence
from pytestqt.qtbot import QtBot


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    settings = QSettings(str(tmp_path / "keys.ini"), QSettings.Format.IniFormat)
    return Preferences(settings)


@pytest.fixture
def actions(qapp) -> Actions:
    return Actions()


@pytest.fixture
def keymap(actions: Actions, preferences: Preferences) -> Keymap:
    return Keymap(actions, preferences)


@pytest.mark.parametrize("preset", PRESETS)
def test_no_preset_gives_two_commands_one_key(preset: str):
    found = keys_of(preset, {})
    keys = [QKeySequence(key).toString() for sequences in found.values() for key in sequences]
    assert all(keys)
    assert sorted(keys) == sorted(set(keys))
    assert set(PRESETS[preset]) <= {command.name for command in COMMANDS}


def test_a_preset_has_the_keys_of_that_program(keymap: Keymap, actions: Actions):
    keymap.choose("DaVinci Resolve")
    assert keys_in_words(actions, "play_around") == "/"
    assert keys_in_words(actions, "play") == "Space"
    keymap.choose("DeepAudio")
    assert keys_in_words(actions, "play_around") == "Shift+K"


def test_a_key_of_ones_own_stays_and_can_be_given_back(
    keymap: Keymap, actions: Actions, preferences: Preferences
):
    assert keymap.set("play_take", "Ctrl+T") == ""
    assert keys_in_words(actions, "play_take") == "Ctrl+T"
    again = Actions()
    Keymap(again, preferences)
    assert keys_in_words(again, "play_take") == "Ctrl+T"
    keymap.choose("Media Composer")
    assert keys_in_words(actions, "play_take") == "Ctrl+T"
    keymap.reset("play_take")
    assert keys_in_words(actions, "play_take") == "T"


def test_a_key_that_another_command_has_is_not_taken_from_it(keymap: Keymap, actions: Actions):
    assert keymap.set("play_take", "Space") == "play"
    assert keys_in_words(actions, "play_take") == "T"
    assert keymap.set("play_take", "") == ""
    assert keys_in_words(actions, "play_take") == ""


@pytest.mark.parametrize("kept", ["", "[1]", "{", '{"gone": ["X"], "play": 3}'])
def test_what_another_version_kept_is_passed_over(
    actions: Actions, preferences: Preferences, kept: str
):
    preferences.set("keys/own", kept)
    preferences.set("keys/preset", "Moviola")
    Keymap(actions, preferences)
    assert keys_in_words(actions, "play") == "Space"


def test_the_sheet_lists_every_command_and_sets_keys(
    actions: Actions, keymap: Keymap, qtbot: QtBot
):
    sheet = ShortcutSheet(actions, keymap)
    qtbot.addWidget(sheet)
    groups = [sheet.table.topLevelItem(n) for n in range(sheet.table.topLevelItemCount())]
    rows = [group.child(n) for group in groups for n in range(group.childCount())]
    assert len(rows) == len(COMMANDS)
    row = next(row for row in rows if row.text(0) == "Play take alone")
    sheet.table.setCurrentItem(row)
    sheet.key.setKeySequence(QKeySequence("Space"))
    sheet.set_key.click()
    assert sheet.told.text() == "This key belongs to: Play or pause"
    sheet.key.setKeySequence(QKeySequence("F7"))
    sheet.set_key.click()
    assert keys_in_words(actions, "play_take") == "F7"
    assert sheet.table.currentItem().text(1) == "F7"
    sheet.reset_key.click()
    assert keys_in_words(actions, "play_take") == "T"
    sheet.preset.setCurrentText("Media Composer")
    sheet.preset.textActivated.emit("Media Composer")
    assert keys_in_words(actions, "mark_in") == "I, E"
