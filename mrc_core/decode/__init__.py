"""Spans to answers: n-best, boundaries, contexts, states."""
