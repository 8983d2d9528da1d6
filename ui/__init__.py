"""The panel and the desktop window: one widget tree, two shells.

    main        starts the desktop window
    shells/     a main window, and a plain widget that a host docks
    workspace   joins the panels into one widget tree
    panels/      a widget for each thing a person does: lines, cast, generate, takes, write …
    timeline/   the drawing of the cut
    player/     picture and sound in step, where QtMultimedia is there
    state/      what the panels show, without widgets
    link        orders to the backend process, facts from it as signals
    theme/      colours, icons, metrics

Nothing here reads a timeline, plans or renders: the backend does
(`deepaudio_plugin.backend`), in a process of its own.
"""
