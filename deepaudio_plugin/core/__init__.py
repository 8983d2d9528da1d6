"""What host side and worker share: errors, messages, values. Standard library only."""
