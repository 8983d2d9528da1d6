"""No text that may reach the window tells an option, or a command without saying where it is typed.

All texts of the source are walked; those of the command line's own modules are left out, each
with the reason why nobody in front of a window meets them.
"""

from __future__ import annotations

import pytest
from deepaudio_ui.state.backend_words import in_window

from tests.helpers.told_texts import OF_THE_COMMAND_LINE, told_texts

ONLY_AT_A_COMMAND_LINE = {
    "deepaudio_plugin/cli/": "the commands themselves",
    "deepaudio_plugin/core/command_line/": "how commands are read and their results printed",
    "deepaudio_plugin/core/path_mapping.py": "`work`, and machines of a farm",
    "deepaudio_plugin/work/": "`work`, and `plan --work`",
    "deepaudio_plugin/reporting/page.py": "the report's page, which a browser shows",
    "deepaudio_plugin/planning/report.py": "the plan as `plan` prints it",
    "deepaudio_plugin/planning/cast_report.py": "names given with --cast",
    "deepaudio_plugin/project/api.py": "the commands and Python",
    "deepaudio_plugin/project/episodes.py": "several timelines, which a command is given",
    "deepaudio_plugin/project/diagnostics.py": "what `doctor` finds",
    "deepaudio_plugin/hosts/installing/": "`hosts install`",
    "deepaudio_plugin/hosts/base.py": "what `hosts list` says of watching",
    "deepaudio_plugin/hosts/blender/": "`check`, and how a version is asked for",
    "deepaudio_plugin/hosts/dialects/": "`check`",
    "deepaudio_plugin/hosts/avid/": "`check`",
    "deepaudio_plugin/hosts/kdenlive/": "`check`, and how a version is asked for",
    "deepaudio_plugin/hosts/nuke/": "`check`",
    "deepaudio_plugin/hosts/openrv/": "`check`",
    "deepaudio_plugin/hosts/premiere/": "`check`",
    "deepaudio_plugin/hosts/resolve/": "`check`",
    "deepaudio/evaluation/": "`eval`",
    "deepaudio/training/": "training",
    "deepaudio/weights/report.py": "what `models` prints",
    "deepaudio/weights/importing.py": "`models import`",
    "deepaudio/weights/licences.py": "`models pull`; the window shows licences itself",
}
TYPED_THERE = {
    "--set X sets nothing": "settings as a command line gives them",
    "Write --set NAME=VALUE.": "settings as a command line gives them",
    "Lines: 1 to X, as `deepaudio plan -v` counts them.": "`takes import --line`",
}
SAYS_WHERE = ("terminal", "command line")

TOLD = [
    (module, text)
    for module, text in told_texts("deepaudio", "deepaudio_plugin")
    if " " in text  # else it is the name of an argument
    and not module.startswith(tuple(ONLY_AT_A_COMMAND_LINE))
    and text not in TYPED_THERE
]


@pytest.mark.parametrize(("module", "text"), TOLD, ids=[text[:50] for _, text in TOLD])
def test_the_window_tells_what_there_is_to_do_in_it(module: str, text: str):
    for said in (text, f"cut.otio: {text}"):
        shown = in_window(said)
        assert not OF_THE_COMMAND_LINE.search(shown) or any(w in shown for w in SAYS_WHERE), shown


def test_there_are_such_texts_and_each_exception_is_one():
    walked = list(told_texts("deepaudio", "deepaudio_plugin"))
    assert len(TOLD) > 60
    for place in ONLY_AT_A_COMMAND_LINE:
        assert any(module.startswith(place) for module, _ in walked), place
    assert set(TYPED_THERE) <= {text for _, text in walked}
