# Maps what is no file: the rings of io_setup(2) and io_uring_setup(2), as databases do. With an
# argument it first enters that mount namespace, such as /proc/PID/ns/mnt, to be one of a container's.
import ctypes
import mmap
import os
import platform
import sys
import time

libc = ctypes.CDLL(None, use_errno=True)
if len(sys.argv) > 1:
    if libc.setns(os.open(sys.argv[1], os.O_RDONLY), 0) != 0:
        sys.exit("setns: " + os.strerror(ctypes.get_errno()))

IO_SETUP = {"x86_64": 206, "aarch64": 0}[platform.machine()]
IO_URING_SETUP = 425

context = ctypes.c_ulong()
if libc.syscall(IO_SETUP, 1, ctypes.byref(context)) != 0:
    sys.exit("io_setup: " + os.strerror(ctypes.get_errno()))
ring = libc.syscall(IO_URING_SETUP, 1, ctypes.create_string_buffer(120))
if ring >= 0:  # where io_uring is not switched off
    rings = mmap.mmap(ring, mmap.PAGESIZE)
print("ready", flush=True)
time.sleep(600)
