"""Questions on Korean text, by its morphemes: phrases, their heads, and who is a person."""
