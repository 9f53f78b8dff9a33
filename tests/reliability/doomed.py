"""Runs a command of searchsvc that is killed as it changes a folder for the so manieth time.

Takes the folder, the number (0: never; then it says how many there were) and the command.
"""

import atexit
import os
import signal
import sys
from typing import Any

CHANGES = {"os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink", "os.truncate"}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def doom(folder: str, moment: int) -> None:
    """Have this process killed at the change of this number, before it is made."""
    changes = 0

    def notice(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal changes
        if not (event in CHANGES or (event == "open" and arguments[2] & WRITING)):
            return
        if any(str(argument).startswith(folder) for argument in arguments[:2]):
            changes += 1
            if changes == moment:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(notice)
    if moment == 0:
        atexit.register(lambda: print(changes))


if __name__ == "__main__":
    data, number, *words = sys.argv[1:]
    from searchsvc.cli import main

    doom(data, int(number))
    main(words, prog_name="searchsvc")
