"""What concerns whoever runs the bot: findings, installations, scopes, faults."""
