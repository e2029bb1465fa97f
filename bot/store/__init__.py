"""What must outlive the process: questions taken in, what threads remember, what was posted.

One implementation for SQLite (one process) and PostgreSQL (several): database -> schema; inbox,
threads and requests on it; a worker that takes questions from the inbox.
"""
