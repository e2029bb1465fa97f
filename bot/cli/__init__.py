"""The command line `mrc-bot`: one file a command, and what they print for people."""
