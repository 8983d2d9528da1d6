"""Run by the system's Python: play an .xges project with GES into a WAV, sound only.

Arguments: addresses of project and WAV, number of channels.
"""

import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GES", "1.0")
gi.require_version("GstPbutils", "1.0")
from gi.repository import GES, GLib, Gst, GstPbutils  # noqa: E402

_LOADING_S = 120


def loaded(uri: str) -> GES.Timeline:
    loop = GLib.MainLoop()
    project = GES.Project.new(uri)
    failures = []
    timeline = project.extract()
    project.connect("loaded", lambda *_: loop.quit())
    project.connect("error-loading-asset", lambda _p, error, id_, _t: failures.append((id_, error)))
    GLib.timeout_add_seconds(_LOADING_S, lambda: sys.exit(f"not loaded in {_LOADING_S} s"))
    loop.run()
    if failures:
        sys.exit(f"assets that do not load: {failures}")
    return timeline


def wav(channels: str) -> GstPbutils.EncodingProfile:
    container = Gst.Caps.from_string("audio/x-wav")
    profile = GstPbutils.EncodingContainerProfile.new("wav", None, container, None)
    kind = f"rate=48000,channels={channels}"
    plain = Gst.Caps.from_string(f"audio/x-raw,format=S16LE,{kind}")
    mixed = Gst.Caps.from_string(f"audio/x-raw,{kind}")
    profile.add_profile(GstPbutils.EncodingAudioProfile.new(plain, None, mixed, 0))
    return profile


def main(uri: str, out: str, channels: str) -> None:
    Gst.init(None)
    GES.init()
    timeline = loaded(uri)
    for track in timeline.get_tracks():
        if track.props.track_type == GES.TrackType.VIDEO:
            timeline.remove_track(track)
    pipeline = GES.Pipeline()
    pipeline.set_timeline(timeline)
    pipeline.set_render_settings(out, wav(channels))
    pipeline.set_mode(GES.PipelineFlags.RENDER)
    pipeline.set_state(Gst.State.PLAYING)
    wanted = Gst.MessageType.EOS | Gst.MessageType.ERROR
    message = pipeline.get_bus().timed_pop_filtered(60 * Gst.SECOND, wanted)
    pipeline.set_state(Gst.State.NULL)
    if message is None or message.type == Gst.MessageType.ERROR:
        sys.exit(f"not played: {message and message.parse_error()}")


main(*sys.argv[1:])
