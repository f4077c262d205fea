"""restless.py MODE MICROSECONDS FOLDER: moves a program about, in the folder, for ever.

A program, a directory with one in it, or a page with code, is always there. Prints "ready" when it began to move.
"""

import ctypes
import os
import random
import sys
import time

AT_FDCWD = -100
RENAME_EXCHANGE = 2
PROGRAM = b"#!/bin/sh\nexit 0\n"

# Directories of each of two trees, and for how long a program moves in one of them.
AMONG = 1_000
STAY = 0.25

# Directories of a cache in each of those above, and those.
WIDE = 64

libc = ctypes.CDLL(None, use_errno=True)


def program(name):
    with open(name, "wb") as file:
        file.write(PROGRAM)
        os.fchmod(file.fileno(), 0o755)


def exchange(one, other):
    if libc.renameat2(AT_FDCWD, one.encode(), AT_FDCWD, other.encode(), RENAME_EXCHANGE) != 0:
        raise OSError(ctypes.get_errno(), "renameat2")


def rename(step):
    os.rename(f"p{step}", f"p{step + 1}")


def copy(step):
    program(f"p{step + 1}")
    os.unlink(f"p{step}")


def swap(step):
    exchange("p0", "plain")


def swap_directories(step):
    exchange("p0", "still")


def swap_link(step):
    exchange("p0", "link")


def between(step):
    here, there = ("a", "b") if step % 2 == 0 else ("b", "a")
    os.rename(f"{here}/p", f"{there}/p")


def hop(step):
    os.mkdir("next")
    os.rename("p0/x", "next/x")
    os.rmdir("p0")
    os.rename("next", "p0")


def telling(step):
    here, there = (".txt", ".php") if step % 2 == 0 else (".php", ".txt")
    os.rename("page" + here, "page" + there)


def linked(step):
    os.rename(f"page{step}.php", f"page{step + 1}.php")


def revive(step):
    here, there = ("a", "b") if step % 2 == 0 else ("b", "a")
    program(there)
    os.unlink(here)


def somewhere():
    tree = "ab"[int(time.monotonic() / STAY) % 2]
    return f"{tree}/{random.randrange(AMONG)}"


def among(step, at=["a/0"]):
    to = somewhere()
    if to != at[0]:
        os.rename(f"{at[0]}/p", f"{to}/p")
        at[0] = to


def among_directories(step, at=["a/0"]):
    to = somewhere()
    if to != at[0]:
        os.rename(f"{at[0]}/d", f"{to}/d")
        at[0] = to


def among_copies(step, at=["a/0/p"]):
    to = f"{somewhere()}/p{step}"
    program(to)
    os.unlink(at[0])
    at[0] = to


def among_links(step, at=["a/0/p"]):
    to = f"{somewhere()}/p{step}"
    os.link(at[0], to)
    os.unlink(at[0])
    at[0] = to


def cache(step):
    at = f"{random.randrange(WIDE):02x}/{random.randrange(WIDE):02x}"
    if step % 4 == 3:
        names = os.listdir(at)
        if names:
            name = random.choice(names)
            if name != "rests":
                os.unlink(f"{at}/{name}")
        return
    with open(f"{at}/{step}.tmp", "w") as file:
        file.write("a page\n")
    os.rename(f"{at}/{step}.tmp", f"{at}/{random.randrange(8)}")


def make_cache():
    for i in range(WIDE):
        for j in range(WIDE):
            os.makedirs(f"{i:02x}/{j:02x}", exist_ok=True)
            with open(f"{i:02x}/{j:02x}/0", "w") as file:
                file.write("a page\n")
    os.mkdir("07/11/rests")
    program("07/11/rests/p")


def make_among(mode):
    for tree in "ab":
        for i in range(AMONG):
            os.makedirs(f"{tree}/{i}", exist_ok=True)
            with open(f"{tree}/{i}/plain", "w") as file:
                file.write("plain\n")
    if mode == "among-directories":
        os.mkdir("a/0/d")
        program("a/0/d/p")
    else:
        program("a/0/p")
    time.sleep(1.5)  # They rest.


def main(mode, microseconds):
    if mode in ("telling", "linked"):
        name = "page.txt" if mode == "telling" else "page0.php"
        with open(name, "w") as file:
            file.write("<?php phpinfo();\n")
        if mode == "linked":
            os.link(name, "page.txt")
    elif mode in ("directory", "swap-directories", "swap-link", "hop"):
        os.mkdir("p0")
        program("p0/x")
        if mode == "swap-link":
            os.mkdir("p0/d")
            os.symlink("../../outside", "link")
    elif mode == "revive":
        program("a")
    elif mode.startswith("among"):
        make_among(mode)
    elif mode == "cache":
        make_cache()
    elif mode == "between":
        os.makedirs("a", exist_ok=True)
        os.makedirs("b", exist_ok=True)
        program("a/p")
    else:
        program("p0")
    with open("plain", "w") as file:
        file.write("plain\n")
    os.makedirs("still", exist_ok=True)
    step = {
        "rename": rename,
        "directory": rename,
        "copy": copy,
        "swap": swap,
        "swap-directories": swap_directories,
        "swap-link": swap_link,
        "between": between,
        "hop": hop,
        "telling": telling,
        "linked": linked,
        "revive": revive,
        "cache": cache,
        "among": among,
        "among-directories": among_directories,
        "among-copies": among_copies,
        "among-links": among_links,
    }[mode]
    print("ready", flush=True)
    period = microseconds / 1e6
    for i in range(1 << 62):
        step(i)
        if period >= 0.001:
            time.sleep(period)
        else:
            end = time.perf_counter() + period
            while time.perf_counter() < end:
                pass


os.chdir(sys.argv[3])
main(sys.argv[1], float(sys.argv[2]))
