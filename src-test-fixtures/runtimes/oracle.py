#!/usr/bin/python3
"""oracle.py FOLDER MERGED PID [--touched]: the work of oracle.sh, in a mount namespace of its own.

FOLDER has the empty directories "image", where the image gets mounted, and "empty"; MERGED is where
the runtime mounted the container's file system; PID is a process of the container. All paths are
bytes without the leading slash, b"" is the root.
"""
import os, re, subprocess, sys, unicodedata

MARKERS = {b".dockerenv"}  # what docker puts into a container besides mount points


def mounts(pid):
    """Mount point -> options of the file system, of all that is mounted where this process lives."""
    with open(f"/proc/{pid}/mountinfo", "rb") as lines:
        pairs = [line.rstrip(b"\n").split(b" - ") for line in lines]
    return {unescape(left.split()[4]): right.split(b" ", 2)[2] for left, right in pairs}


def unescape(text):
    return re.sub(rb"\\([0-7]{3})", lambda octal: bytes([int(octal[1], 8)]), text)


def mount_image(folder, merged):
    """Mounts the lower layers of a container alone; returns where, and the upper directory."""
    options = dict(option.partition(b"=")[::2] for option in mounts("self")[merged].split(b","))
    lower, upper = options[b"lowerdir"], options[b"upperdir"]
    # With many layers the paths are relative to the folder that holds all layers.
    base = os.path.dirname(os.path.dirname(upper if upper.startswith(b"/") else merged))
    lower = lower.replace(base + b"/", b"")  # an option string of all paths may be too long
    image = os.path.join(folder, b"image")
    # A lowerdir alone is refused: an empty one below it changes nothing.
    lower += b":" + os.path.join(folder, b"empty")
    subprocess.run(["mount", "-t", "overlay", "-o", b"ro,lowerdir=" + lower, "overlay", image],
                   cwd=base, check=True, env={**os.environ, "LIBMOUNT_FORCE_MOUNT2": "always"})
    return image, os.path.join(base, upper)


def types(root):
    """Path -> one letter for its type, of everything in a tree."""
    listed = subprocess.run(["find", root, "-xdev", "-printf", r"%y%P\0"], check=True, stdout=subprocess.PIPE).stdout
    return {entry[1:]: entry[:1] for entry in listed.split(b"\0")[:-1]}


def differences(image, merged):
    """Path -> "modified" or "metadata", as rsync sees what both trees have. Times do not count."""
    command = ["rsync", "--dry-run", "--archive", "--no-times", "--checksum", "--acls", "--xattrs",
               "--filter=-x security.selinux", "--one-file-system", "--existing", "--force", "--out-format=%i %n"]
    listed = subprocess.run([*command, merged + b"/", image + b"/"], check=True, stdout=subprocess.PIPE).stdout
    for line in listed.splitlines():
        checksum, size, _, mode, owner, group, _, acl, xattr = line[2:11].decode()
        path = re.sub(rb"\\#([0-7]{3})", lambda octal: bytes([int(octal[1], 8)]), line[12:])
        path = b"" if path == b"./" else path.rstrip(b"/")
        if checksum == "c" or size == "s":
            yield path, "modified"
        elif (mode, owner, group, acl, xattr) != (".",) * 5:
            yield path, "metadata"


def compare(image, merged):
    """Path -> change."""
    was, now = types(image), types(merged)
    changes = dict(differences(image, merged))
    changes.update((path, "replaced") for path in was.keys() & now.keys() if was[path] != now[path])
    changes.update((path, "added") for path in now.keys() - was.keys())
    changes.update((path, "deleted") for path in was.keys() - now.keys())
    return changes, was, now


def runtime_made(changes, now, merged, pid):
    """The added entries that are nothing but the place of a mount, or a way to one."""
    places = {point.strip(b"/") for point in mounts(pid)}
    ways = {place[:slash.start()] for place in places for slash in re.finditer(b"/", place)}
    made = set()
    for path in sorted((p for p in changes if changes[p] == "added"), reverse=True):  # children first
        file = os.path.join(merged, path)
        if now[path] == b"f" and path in places and os.lstat(file).st_size == 0:
            made.add(path)
        elif now[path] == b"d" and path in places | ways:
            if all(os.path.join(path, name) in made for name in os.listdir(file)):
                made.add(path)
    return made


def touched(upper, was, now, changes):
    """How many files were copied up and are what they were."""
    return sum(1 for path, type in types(upper).items()
               if type != b"d" and path not in changes and was.get(path) == now.get(path) == type)


def printable(path):
    """Bytes that are no harmless UTF-8 character, and the backslash, as \\xHH."""
    harmless = lambda c: c != "\\" and unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Cn", "Zl", "Zp")
    escaped = lambda c: "".join(f"\\x{byte:02x}" for byte in c.encode("utf-8", "surrogateescape"))
    return "".join(c if harmless(c) else escaped(c) for c in path.decode("utf-8", "surrogateescape"))


def main(folder, merged, pid, *options):
    folder, merged = folder.encode(), merged.encode()
    image, upper = mount_image(folder, merged)
    changes, was, now = compare(image, merged)
    for path in runtime_made(changes, now, merged, pid) | {m for m in MARKERS if changes.get(m) == "added"}:
        del changes[path]
    sys.stdout.reconfigure(encoding="utf-8")
    for path in sorted(changes):
        print(changes[path], "/" + printable(path))
    if "--touched" in options:
        print("touched", touched(upper, was, now, changes))


try:
    main(*sys.argv[1:])
except subprocess.CalledProcessError as error:
    sys.exit(f"oracle.sh: {error.cmd[0]} ended with status {error.returncode}")
except (OSError, KeyError) as error:
    sys.exit(f"oracle.sh: {error!r}")
