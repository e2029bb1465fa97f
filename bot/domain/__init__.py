"""What all faces share: questions, documents, replies, errors, language."""
