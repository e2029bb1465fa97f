"""Training of readers: a corpus, its lexicon and questions, batches, steps, runs."""
