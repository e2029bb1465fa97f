"""Tables, whatever they come from -> rows of text, each value with the names that it goes by."""
