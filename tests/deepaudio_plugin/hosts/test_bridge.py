from deepaudio_plugin.hosts import bridge


def test_a_host_has_only_the_methods_of_what_it_can_do():
    class Viewer:
        name = "viewer"

        def playhead(self):
            return 3

    assert isinstance(Viewer(), bridge.KnowsPlayhead)
    assert not isinstance(Viewer(), bridge.ReceivesTracks)
