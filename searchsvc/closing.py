"""Close a listening socket without losing those who wait there.

The kernel resets connections that were made but not accepted when a listener is closed, and between
the last accept and the close there is always room for one more. On Linux a socket filter shuts the
door first: it drops the packets that begin a connection (SYN without ACK) and no other. Who is
dropped so asks again after a second, and is refused by then.
"""

import ctypes
import socket
import struct
import sys

SO_ATTACH_FILTER = 26  # asm-generic/socket.h
FLAGS = 13  # where they stand in a TCP header
SYN, SYN_ACK = 0x02, 0x12
INSTRUCTIONS = (  # code, jump if true, jump if false, operand
    (0x30, 0, 0, FLAGS),  # load the byte
    (0x54, 0, 0, SYN_ACK),  # and
    (0x15, 0, 1, SYN),  # equal?
    (0x06, 0, 0, 0),  # drop
    (0x06, 0, 0, 0xFFFFFFFF),  # keep all of it
)


def refuse_newcomers(listener: socket.socket) -> None:
    """Let nobody begin a connection any more; those who have begun can still be accepted."""
    if sys.platform != "linux":
        return
    code = b"".join(struct.pack("HBBI", *instruction) for instruction in INSTRUCTIONS)
    held = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("HP", len(INSTRUCTIONS), ctypes.addressof(held))
    listener.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, program)
