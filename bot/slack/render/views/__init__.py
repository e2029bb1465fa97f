"""What opens beside messages: forms, and the Home tab. Pure."""
