"""Run by the system's Python: play an .xges project with GES into a WAV, sound only."""

import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GES", "1.0")
gi.require_version("GstPbutils", "1.0")
from gi.repository import GES, GLib, Gst, GstPbutils  # noqa: E402


def loaded(uri: str) -> GES.Timeline:
    loop = GLib.MainLoop()
    project = GES.Project.new(uri)
    failures = []
    timeline = project.extract()
    project.connect("loaded", lambda *_: loop.quit())
    project.connect("error-loading-asset", lambda _p, error, id_, _t: failures.append((id_, error)))
    GLib.timeout_add_seconds(30, loop.quit)
    loop.run()
    if failures:
        sys.exit(f"assets that do not load: {failures}")
    return timeline


def main(uri: str, out: str) -> None:
    Gst.init(None)
    GES.init()
    timeline = loaded(uri)
    for track in timeline.get_tracks():
        if track.props.track_type == GES.TrackType.VIDEO:
            timeline.remove_track(track)
    profile = GstPbutils.EncodingContainerProfile.new(
        "wav", None, Gst.Caps.from_string("audio/x-wav"), None
    )
    plain = Gst.Caps.from_string("audio/x-raw,format=S16LE,rate=48000,channels=2")
    restricted = Gst.Caps.from_string("audio/x-raw,rate=48000,channels=2")
    profile.add_profile(GstPbutils.EncodingAudioProfile.new(plain, None, restricted, 0))
    pipeline = GES.Pipeline()
    pipeline.set_timeline(timeline)
    pipeline.set_render_settings(out, profile)
    pipeline.set_mode(GES.PipelineFlags.RENDER)
    pipeline.set_state(Gst.State.PLAYING)
    wanted = Gst.MessageType.EOS | Gst.MessageType.ERROR
    message = pipeline.get_bus().timed_pop_filtered(60 * Gst.SECOND, wanted)
    pipeline.set_state(Gst.State.NULL)
    if message is None or message.type == Gst.MessageType.ERROR:
        sys.exit(f"not played: {message and message.parse_error()}")


main(*sys.argv[1:])
