"""Gather: read public sites politely into Resources."""
