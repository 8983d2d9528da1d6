from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.subtitles.material import read_material
from tests.helpers.counting import calls
from tests.helpers.timelines import clip, gap, span, track, write

NTSC = 24000 / 1001


def cost(folder, count):
    """Calls to read `count` clips with a higher one inside every fourth."""
    folder.mkdir()
    whole = span(0, 100_000, NTSC)
    below = [clip("a.mov", span(n, 48, NTSC), whole, f"s{n}") for n in range(count)]
    row = (gap(170, NTSC), clip("b.mov", span(0, 12, NTSC)), gap(10, NTSC))
    above = [item.deepcopy() for _ in range(count // 4) for item in row]
    path = write(folder, track(*below), track(*above))
    found = []
    counted = calls(lambda: found.extend(read_material(path, RenderOptions()).shots))
    assert len(found) == count + 2 * (count // 4)
    assert all(shot.picture for shot in found)
    return counted


def test_reading_costs_as_much_more_as_there_are_more_clips(tmp_path):
    few, many = (cost(tmp_path / str(n), n) for n in (100, 1_000))
    assert many < 11 * few
