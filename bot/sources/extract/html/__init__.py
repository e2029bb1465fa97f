"""HTML pages to documents."""
