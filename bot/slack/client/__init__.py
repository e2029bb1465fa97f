"""What is asked of Slack's Web API, and what it refuses."""
