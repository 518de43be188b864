"""The command line: each command in a module, and what they share."""
