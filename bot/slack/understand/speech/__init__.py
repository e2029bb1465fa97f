"""What people do by their words: ask, thank, speak to somebody, or give a text to read. Pure."""
