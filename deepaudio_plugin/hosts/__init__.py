"""Bridges to editing programs: one module per host behind `base.HostInstall` and `base.Host`.

`registry` finds them, `finding` looks for the programs on this machine, and `installing`
puts start-up files into a host and takes them out again.
"""
