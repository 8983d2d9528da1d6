from dataclasses import replace

from deepaudio_plugin.decisions.refs import cue_ref, fingerprints, shot_fingerprint, shot_refs
from tests.helpers.material import cue, planned, shot


def test_shots_of_one_name_are_numbered_in_timeline_order():
    named = [replace(shot(n, n, 1), name=name) for n, name in enumerate(["a", "b", "a", "a"], 1)]
    assert shot_refs(named) == ["shot:a", "shot:b", "shot:a#2", "shot:a#3"]


def test_no_two_shots_share_a_reference_however_clips_are_called():
    names = ["a#2", "a", "a", "a", "a#2"]
    refs = shot_refs([replace(shot(n, n, 1), name=name) for n, name in enumerate(names, 1)])
    assert refs == ["shot:a#2", "shot:a", "shot:a#3", "shot:a#4", "shot:a#2#2"]


def test_every_job_has_the_reference_of_its_line_or_shot():
    shots, talk = [shot(1, 0, 48), replace(shot(2, 48, 48), name="shot 1")], [cue(0, 900, "Hi.")]
    jobs = {job.id: job.ref for job in planned(shots, talk).jobs}
    assert jobs == {
        "speech-0001": cue_ref(talk[0]), "audio-0001": "shot:shot 1", "audio-0002": "shot:shot 1#2",
    }  # fmt: skip
    assert set(fingerprints(talk, shots)) == set(jobs.values())


def test_a_shot_called_by_its_number_has_no_name():
    assert shot_fingerprint(shot(3, 0, 24)).text == ""
    assert shot_fingerprint(replace(shot(3, 0, 24), name="shot 4")).text == "shot 4"
