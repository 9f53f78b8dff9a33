"""Every list as data: one module a format, one place that says which there are."""

from searchsvc.formats.serving import serve_formats

__all__ = ["serve_formats"]
