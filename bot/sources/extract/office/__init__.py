"""Documents of office programs, books and mails -> blocks."""
