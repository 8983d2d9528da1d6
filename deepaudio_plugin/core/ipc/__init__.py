"""Pipes between our processes: lines of JSON, and the child process at the other end."""
