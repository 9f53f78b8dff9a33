"""Search engines behind the Engine protocol, one module or package each."""
