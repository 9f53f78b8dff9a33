"""Remembers and finds: what the service knows, and how a search finds it."""
