"""Its REST API: JSON in and out, with its own errors."""
