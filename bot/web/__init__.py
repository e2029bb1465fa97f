"""The HTTP face: API, health, metrics and a page to try it on."""
