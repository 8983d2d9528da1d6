from deepaudio_plugin.planning.lanes import assign_lanes, next_starts


def test_lines_that_follow_each_other_share_a_lane():
    assert assign_lanes([(0, 10), (10, 20), (25, 30)]) == [0, 0, 0]


def test_an_overlapping_line_goes_to_the_next_lane_and_the_first_free_one_is_used_again():
    spans = [(0, 20), (10, 30), (15, 18), (20, 40), (30, 50)]
    assert assign_lanes(spans) == [0, 1, 2, 0, 1]


def test_each_line_knows_the_next_of_its_own_lane():
    spans = [(0, 20), (10, 30), (20, 40), (35, 50)]
    lanes = assign_lanes(spans)
    assert next_starts(spans, lanes) == [20, 35, None, None]


def test_twenty_thousand_lines_at_once_take_twenty_thousand_lanes():
    assert assign_lanes([(0, 10)] * 20_000) == list(range(20_000))
