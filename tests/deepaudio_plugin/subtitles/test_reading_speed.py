import time

from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.subtitles.material import read_material
from tests.helpers.timelines import clip, gap, span, track, write

NTSC = 24000 / 1001


def cpu_seconds(folder, count):
    """The best of three: reading `count` clips with a higher one inside every fourth."""
    folder.mkdir()
    whole = span(0, 100_000, NTSC)
    below = [clip("a.mov", span(n, 48, NTSC), whole, f"s{n}") for n in range(count)]
    row = (gap(170, NTSC), clip("b.mov", span(0, 12, NTSC)), gap(10, NTSC))
    above = [item.deepcopy() for _ in range(count // 4) for item in row]
    path = write(folder, track(*below), track(*above))
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        found = read_material(path, RenderOptions()).shots
        best = min(best, time.process_time() - began)
        assert len(found) == count + 2 * (count // 4)
        assert all(shot.picture for shot in found)
    return best


def test_ten_thousand_clips_are_read_in_time_that_grows_with_their_number(tmp_path):
    few, many = (cpu_seconds(tmp_path / str(n), n) for n in (1_000, 10_000))
    assert many < 4
    assert many < 13 * few
