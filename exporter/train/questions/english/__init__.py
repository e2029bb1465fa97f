"""Questions on English text, by the tags of its words: subject, verb and what comes after."""
