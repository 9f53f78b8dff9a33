"""How the service fares, for those who run it: is it alive, is it ready, what does it do.

How it is used: docs/monitoring.md.
"""
