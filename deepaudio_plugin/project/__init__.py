"""A timeline from reading to writing: what the command line, the Python API and the panel do."""
