"""The panel and the desktop window: one widget tree, two shells.

    main        starts the desktop window
    shells/     a main window, and a plain widget that a host docks
    workspace   arranges the panels in one widget tree
    panels/     a widget for each task: lines, cast, generate, takes, write …
    timeline/   the timeline view
    player/     picture and sound of the timeline; sound needs QtMultimedia
    state/      what the panels show, without widgets
    link        sends orders to the backend process and emits its facts as signals
    theme/      colours, icons, metrics

Nothing here reads a timeline, plans or renders: the backend does
(`deepaudio_plugin.backend`), in a process of its own.
"""
