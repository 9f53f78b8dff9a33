"""What may be wrong without a fault in the program."""


class ExpectedError(Exception):
    """Whoever runs the service can mend it: the command line says it in a sentence."""
