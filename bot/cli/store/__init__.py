"""Commands upon what the store keeps: keys, feedback, secrets, and deleting."""
