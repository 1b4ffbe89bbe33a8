"""The `fairtown` command: its arguments, its commands, and what they print."""
