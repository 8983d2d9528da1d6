"""Timelines that come back from a host: what an editor did to our clips there."""
