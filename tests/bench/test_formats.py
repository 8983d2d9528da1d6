"""The bench of formats counts what arrives, and says why a file does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench import formats


def test_the_demo_arrives_whole_in_every_dialect_of_otio(tmp_path: Path) -> None:
    pytest.importorskip("otio_aaf_adapter", reason="the extra [formats] is not installed")
    results = {"demo.otio": formats.journey(formats.DEMO, tmp_path / "0")}
    rows = formats.targets_table(results).splitlines()
    dialects = [row for row in rows if "--for" in row and ".aaf" not in row]
    assert len(dialects) == 7
    for row in dialects:
        assert {cell.strip() for cell in row.split("|")[3:-1]} <= {"all", ""}, row
    assert "read, planned and written everywhere" in formats.files_table(results)


def test_a_file_that_cannot_be_read_is_told_with_its_reason(tmp_path: Path) -> None:
    broken = tmp_path / "broken.otio"
    broken.write_text("{}")
    results = {"broken.otio": formats.journey(broken, tmp_path / "0")}
    assert "| broken.otio | refused: " in formats.files_table(results)


def test_what_does_not_arrive_is_counted() -> None:
    arrived = formats.Arrived()
    arrived.add("takes", 2, 3)
    arrived.add("markers", 0, 3)
    arrived.add("links", 3, 3)
    shares = [formats._share([arrived], kind) for kind in ("takes", "markers", "links", "lint")]
    assert shares == ["2 of 3", "none", "all", ""]
