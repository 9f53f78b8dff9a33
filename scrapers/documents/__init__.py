"""Read documents, PDF and Word, in a child process that may take only so much.

Nothing is imported here: the child must start fast, and small.
"""
