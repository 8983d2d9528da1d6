"""What a person decided about a timeline: kept beside it, obeyed by planning.

`model` is the value and the ways to change it, `refs` names lines and shots so that they are
found again, `matching` finds them after the subtitles or the cut have changed, `file` keeps
the value on disk, `apply` puts it on what was read.
"""
