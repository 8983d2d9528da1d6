"""DeepAudio for editors: the model side. Networks, features, engines and the worker."""

from deepaudio_plugin.core.privacy import switch_telemetry_off

switch_telemetry_off()  # here, because no module of this side is imported before it

__version__ = "0.1.0"
