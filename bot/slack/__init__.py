"""Slack's face of the bot, which a question passes in one direction.

listeners -> understand (pure) -> answering (sources, service) -> render (pure) -> client (send)
"""
