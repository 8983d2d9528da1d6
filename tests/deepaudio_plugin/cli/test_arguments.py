"""Options of the command line as the settings that they stand for."""

from __future__ import annotations

import argparse

import pytest

from deepaudio_plugin.cli.arguments import add_timeline_arguments
from deepaudio_plugin.cli.typed_options import options_from
from deepaudio_plugin.core.engine_settings import ANY


@pytest.mark.parametrize(
    ("argv", "settings"),
    [
        ([], {}),
        (["--fusion", "published"], {"fusion": "published"}),
        (["--set", "fusion=mof", "--set", "picture=3"], {"fusion": "mof", "picture": "3"}),
        (["--preset", "draft", "--reference"], {"preset": "draft", "as_published": True}),
    ],
)
def test_settings_of_the_engine_by_option_and_by_name(argv: list[str], settings: object) -> None:
    parser = argparse.ArgumentParser()
    add_timeline_arguments(parser)
    options = options_from(parser.parse_args(["cut.otio", *argv]))
    assert options.engine_settings == ({ANY: settings} if settings else {})
