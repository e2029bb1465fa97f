"""Markup -> the tree of what somebody may see, ready to be walked. Pure."""
