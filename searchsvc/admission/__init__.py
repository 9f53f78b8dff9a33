"""Who is let in, how often, and what those are told who must wait.

Why so: docs/decisions/admission.md.
"""
