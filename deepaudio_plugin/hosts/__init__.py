"""Editing programs: one folder a host, with its description and its dialect.

`registry` finds the hosts, `dialects` is what their dialects are made of, `installing` puts
start-up files into a host and takes them out again, and `bridge` says what code of ours that
runs inside a host can do.
"""
