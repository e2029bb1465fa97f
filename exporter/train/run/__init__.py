"""A recipe, followed: where it starts, its stages, calibrating and exporting what they made."""
