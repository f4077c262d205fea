"""forward.py PORT_FILE NETWORK HOST PORT: lets this machine reach HOST:PORT of a network namespace
at a port of 127.0.0.1 that is free, and writes down which. It goes on while nobody listens there."""

import asyncio
import ctypes
import os
import socket
import sys

CLONE_NEWNET = 0x40000000  # see setns(2)


async def copy(reader, writer):
    """Passes on what comes until there is no more."""
    try:
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
        writer.write_eof()
    except OSError:
        writer.close()


async def serve(reader, writer):
    """One connection."""
    try:
        far_reader, far_writer = await asyncio.open_connection(HOST, PORT)
    except OSError:
        writer.close()
        return
    await asyncio.gather(copy(reader, far_writer), copy(far_reader, writer))
    far_writer.close()
    writer.close()


async def main(listener):
    """Serves until killed."""
    await (await asyncio.start_server(serve, sock=listener)).serve_forever()


port_file, network, HOST, PORT = sys.argv[1:5]
with socket.socket() as listening:
    listening.bind(("127.0.0.1", 0))  # bound before the switch, so it stays outside
    libc = ctypes.CDLL(None, use_errno=True)
    with open(network, "rb") as namespace:
        if libc.setns(namespace.fileno(), CLONE_NEWNET):
            sys.exit("setns: " + os.strerror(ctypes.get_errno()))
    with open(port_file + ".new", "w", encoding="ascii") as file:
        file.write(f"{listening.getsockname()[1]}\n")
    os.rename(port_file + ".new", port_file)
    asyncio.run(main(listening))
