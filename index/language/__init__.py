"""Norwegian words: pure text, no engine."""
