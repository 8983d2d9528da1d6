"""The README on a package index: no picture and no link is broken there."""

from __future__ import annotations

from pathlib import Path

from tools.index_readme import for_index

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
TEXT = """\
# Title

![A window](resources/a.png)

See [the manual](docs/a.md), [below](#title) and [a paper](https://arxiv.org/abs/1).

<img align="right" src="resources/b.png">

End.
"""


def test_without_a_public_address_pictures_go_and_links_become_text() -> None:
    assert for_index(TEXT, "") == (
        "# Title\n\n"
        "See the manual, [below](#title) and [a paper](https://arxiv.org/abs/1).\n\n"
        "End.\n"
    )


def test_with_one_pictures_and_links_lead_there() -> None:
    text = for_index(TEXT, "https://host/raw/v1/")
    assert "![A window](https://host/raw/v1/resources/a.png)" in text
    assert 'src="https://host/raw/v1/resources/b.png"' in text
    assert "[the manual](https://host/raw/v1/docs/a.md), [below](#title)" in text
    assert "https://host/raw/v1/https://" not in text


def test_nothing_relative_is_left_in_the_projects_own() -> None:
    text = for_index(README)
    assert "](docs/" not in text and "](resources/" not in text and 'src="resources' not in text
    assert "make demo" in text and "](https://arxiv.org/" in text
