"""Answer: how people and machines ask."""
