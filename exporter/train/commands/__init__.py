"""The commands of mrc-train, by what they make: questions, examples, readers."""
