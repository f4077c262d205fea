#!/usr/bin/python3
"""oracle.py FOLDER MERGED PID STARTED [--touched]: the work of oracle.sh, in a mount namespace of its own.

FOLDER has the empty directories "image", where the image gets mounted, and "empty"; MERGED is where
the runtime mounted the container's file system; PID is a process of the container, and STARTED its
mountinfo when it had just been started. All paths are bytes without the leading slash, b"" is the root.
"""
import os, re, subprocess, sys, unicodedata

# What runtimes put into a container besides mount points.
MARKERS = {b".dockerenv", b"run/.containerenv"}
MTAB = b"etc/mtab"  # podman's, a link to /proc/mounts
PODMAN_ROOT = 0o555  # its mode of the root, whatever the image says
NOBODY = 65534  # whom the kernel shows for an owner that has no id in a user namespace


def mounts(file):
    """Mount point -> options of the file system, of all lines of a mountinfo."""
    with open(file, "rb") as lines:
        pairs = [line.rstrip(b"\n").split(b" - ") for line in lines]
    return {unescape(left.split()[4]): right.split(b" ", 2)[2] for left, right in pairs}


def unescape(text):
    return re.sub(rb"\\([0-7]{3})", lambda octal: bytes([int(octal[1], 8)]), text)


def layers(merged):
    """The folder that layers are relative to, the lower ones, topmost first, the upper one, and more options."""
    options = dict(option.partition(b"=")[::2] for option in mounts("/proc/self/mountinfo")[merged].split(b","))
    own = os.path.dirname(merged)
    more = b",userxattr" if b"userxattr" in options else b""
    if os.path.exists(own + b"/lower"):  # docker and podman write them down; the mount may name what is gone
        with open(own + b"/lower", "rb") as lower:
            return os.path.dirname(own), lower.read().strip().split(b":"), own + b"/diff", more
    lower, upper = options[b"lowerdir"], options[b"upperdir"]
    base = os.path.dirname(os.path.dirname(upper if upper.startswith(b"/") else merged))
    # With many layers the paths are relative to the folder that holds all layers. For a user namespace
    # containerd mounts each layer anew, by the number it has there, in a folder that is gone afterwards.
    lower = re.sub(rb"/tmp/ovl-idmapped\d+/", b"", lower.replace(base + b"/", b""))
    return base, lower.split(b":"), os.path.join(base, upper), more


def mount_image(folder, merged):
    """Mounts the lower layers of a container alone; returns where, and the upper directory."""
    base, lower, upper, more = layers(merged)
    image = os.path.join(folder, b"image")
    # A lowerdir alone is refused: an empty one below it changes nothing. Relative, because an option
    # string of all paths may be too long.
    lower = b":".join([*lower, os.path.join(folder, b"empty")])
    subprocess.run(["mount", "-t", "overlay", "-o", b"ro,lowerdir=" + lower + more, "overlay", image],
                   cwd=base, check=True, env={**os.environ, "LIBMOUNT_FORCE_MOUNT2": "always"})
    return image, upper


def entries(root):
    """Path -> type as one letter, user and group, of everything in a tree."""
    command = ["find", root, "-xdev", "-printf", r"%y %U %G %P\0"]
    listed = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    fields = (entry.split(b" ", 3) for entry in listed.split(b"\0")[:-1])
    return {path: (type, int(user), int(group)) for type, user, group, path in fields}


def id_maps(pid):
    """For users and for groups: what an id of the image is on the host, in the container's user namespace."""
    return [[tuple(map(int, line.split())) for line in open(f"/proc/{pid}/{kind}_map")] for kind in ("uid", "gid")]


def is_owner(was, now, id_map):
    """Whether an owner is still the same. The image may have been copied, with the owners of the host."""
    on_host = (was + outside - inside for inside, outside, count in id_map if inside <= was < inside + count)
    return now in (was, next(on_host, NOBODY))


def differences(image, merged, common):
    """Path -> "modified" or "metadata", as rsync sees what both trees have. Times and owners do not count."""
    command = ["rsync", "--dry-run", "--archive", "--no-times", "--no-owner", "--no-group", "--checksum", "--acls",
               "--xattrs", "--filter=-x security.selinux", "--existing", "--from0", "--files-from=-",
               "--out-format=%i %n"]
    listed = subprocess.run([*command, merged + b"/", image + b"/"], input=b"\0".join(p or b"." for p in common),
                            check=True, stdout=subprocess.PIPE).stdout
    for line in listed.splitlines():
        checksum, size, _, mode, _, _, _, acl, xattr = line[2:11].decode()
        path = re.sub(rb"\\#([0-7]{3})", lambda octal: bytes([int(octal[1], 8)]), line[12:])
        path = b"" if path == b"./" else path.rstrip(b"/")
        if checksum == "c" or size == "s":
            yield path, "modified"
        elif (mode, acl, xattr) != (".",) * 3:
            yield path, "metadata"


def compare(image, merged, pid):
    """Path -> change."""
    was, now = entries(image), entries(merged)
    maps = id_maps(pid)
    common = [path for path in was if path in now and was[path][0] == now[path][0]]
    changes = {path: "metadata" for path in common if not all(map(is_owner, was[path][1:], now[path][1:], maps))}
    changes.update(differences(image, merged, common))
    changes.update((path, "replaced") for path in was.keys() & now.keys() if was[path][0] != now[path][0])
    changes.update((path, "added") for path in now.keys() - was.keys())
    changes.update((path, "deleted") for path in was.keys() - now.keys())
    return changes, was, now


def runtime_made(changes, now, merged, places):
    """The changes that the runtime made: places of mounts, ways to one, and its own few files."""
    ways = {place[:slash.start()] for place in places for slash in re.finditer(b"/", place)}
    made = set()
    for path in sorted((p for p in changes if changes[p] == "added"), reverse=True):  # children first
        file, type = os.path.join(merged, path), now[path][0]
        if type == b"f" and path in places | MARKERS and os.lstat(file).st_size == 0:
            made.add(path)
        elif type == b"l" and path == MTAB and os.readlink(file) == b"/proc/mounts":
            made.add(path)
        elif type == b"d" and path in places | ways:
            if all(os.path.join(path, name) in made for name in os.listdir(file)):
                made.add(path)
    return made


def podman_root(image, merged):
    """Whether nothing but the mode of the root differs, and that is podman's."""
    was, now = os.stat(image), os.stat(merged)
    return now.st_mode & 0o7777 == PODMAN_ROOT and os.listxattr(image) == os.listxattr(merged)


def touched(upper, was, now, changes):
    """How many files were copied up and are what they were."""
    return sum(1 for path, (type, _, _) in entries(upper).items()
               if type != b"d" and path not in changes and path in was and was[path][0] == now[path][0] == type)


def printable(path):
    """Bytes that are no harmless UTF-8 character, and the backslash, as \\xHH."""
    if re.fullmatch(rb"[ -\[\]-~]*", path):
        return path.decode()
    harmless = lambda c: c != "\\" and unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Cn", "Zl", "Zp")
    escaped = lambda c: "".join(f"\\x{byte:02x}" for byte in c.encode("utf-8", "surrogateescape"))
    return "".join(c if harmless(c) else escaped(c) for c in path.decode("utf-8", "surrogateescape"))


def main(folder, merged, pid, started, *options):
    folder, merged = folder.encode(), merged.encode()
    at_start = {point.strip(b"/") for point in mounts(started)}
    mounted = {point.strip(b"/") for point in mounts(f"/proc/{pid}/mountinfo")}
    image, upper = mount_image(folder, merged)
    changes, was, now = compare(image, merged, pid)
    for path in runtime_made(changes, now, merged, at_start & mounted):
        del changes[path]
    if changes.get(b"") == "metadata" and "podman" in options and podman_root(image, merged):
        del changes[b""]
    # Somebody's own mount hides what lies under it, unless that is itself within a mount.
    changes.update((path, "added") for path in mounted - at_start
                   if not any(path.startswith(place + b"/") for place in at_start if place))
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
