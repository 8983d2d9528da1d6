"""A worker made of many: takes are rendered on the hosts of a Ray cluster.

`python -m deepaudio_plugin.farm` is a process that speaks the worker's protocol: to who starts it
it is one worker that handles many renders at once. Nothing else of the host side imports this
package, and within it only `cluster` and what it has placed on hosts, `seat`, import Ray.
"""
