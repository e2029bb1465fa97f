"""mrc-bot ask: one question, or a conversation about one source."""
