"""The demonstration's table and plots in the docs."""

from __future__ import annotations

import pytest

from tools.training_demo import BEGIN, END, PAGE, PICTURES, replaced


def test_only_what_is_between_the_marks_changes() -> None:
    page = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    assert replaced(page, "| new |\n") == f"before\n{BEGIN}\n| new |\n{END}\nafter\n"
    with pytest.raises(ValueError, match="no marks"):
        replaced("before", "| new |")


def test_the_page_holds_a_table_of_all_arms_and_its_plots() -> None:
    page = PAGE.read_text("utf-8")
    table = page.partition(BEGIN)[2].partition(END)[0]
    for arm in ("untrained", "text alone", "published", "fusion"):
        assert f"| {arm} |" in table
    for name in ("losses", "timing"):
        assert f"../resources/pictures/training-{name}.svg" in page
        assert (PICTURES / f"training-{name}.svg").is_file()
