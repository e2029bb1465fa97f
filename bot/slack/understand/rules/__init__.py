"""What holds in a channel, and the form in which it is settled. Pure."""
