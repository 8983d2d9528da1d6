"""From official files to networks: containers, names, strict loading."""
