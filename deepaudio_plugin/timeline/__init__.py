"""A timeline as read: exact time, visible shots, and the media they show."""
