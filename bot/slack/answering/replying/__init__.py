"""How a reply reaches its asker, and what can be done about it afterwards."""
