"""DeepAudio for editors: the model side. Networks, features, engines and the worker."""

__version__ = "0.1.0"
