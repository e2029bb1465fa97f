"""How a question is worded: the question word, the form, and the clause told again."""
