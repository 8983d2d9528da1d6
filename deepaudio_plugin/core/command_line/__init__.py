"""What every command of ours shares: its output, its errors, its exit codes."""
