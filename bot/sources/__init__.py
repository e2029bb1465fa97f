"""Where text comes from: web pages, fetched with care."""
