"""What readers search for, counted by the day, and nothing of who they are.

Why so: docs/decisions/queries.md.
"""
