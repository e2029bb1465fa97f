"""Slack's face of the bot, which a question passes in one direction.

listeners -> understand (pure) -> answering (source, service) -> render (pure) -> client (send)
"""
