"""Addresses to bodies: guarded, bounded, cached."""
