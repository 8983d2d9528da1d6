"""DeepAudio in Blender's Video Sequencer: speech for lines and sound for shots, as strips.

This extension is the light side. It saves the open scene's edit as an OpenTimelineIO file,
has it rendered by a DeepAudio that is installed outside Blender, and puts the new sounds on
free channels. What it knows of that installation is in `deepaudio.json`, which
`deepaudio hosts install blender` writes.

Nothing is imported before Blender registers the extension, and little then: `interface`
alone touches Blender's API at that time.
"""


def register() -> None:
    """Called by Blender when the extension is enabled."""
    from . import interface

    interface.register()


def unregister() -> None:
    """Called by Blender when the extension is disabled."""
    from . import interface

    interface.unregister()
