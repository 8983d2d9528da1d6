"""The backend: one timeline at work for a panel, in a process of its own.

Reading, planning and the take library take time and memory that a host's interface thread
must never wait for, and an interpreter that a host may not have (OpenTimelineIO). So a
panel starts `python -m deepaudio_plugin.backend`, gives it orders and hears facts
(`messages`); the backend in turn owns the worker process. A panel that dies takes nothing
with it: decisions are on disk after each change, takes are in the library.
"""
