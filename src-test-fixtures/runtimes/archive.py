#!/usr/bin/python3
"""archive.py FILE NAME CONFIG LAYER...: an image out of layer tars, lowest first, as an archive
that "docker load" and "ctr images import" take. CONFIG is the config object of the image, as JSON.
"""
import hashlib, io, json, subprocess, sys, tarfile

CREATED = "2024-01-01T00:00:00Z"


def sha256(file):
    digest = hashlib.sha256()
    with open(file, "rb") as content:
        for block in iter(lambda: content.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def add(archive, name, value):
    data = json.dumps(value).encode()
    entry = tarfile.TarInfo(name)
    entry.size = len(data)
    archive.addfile(entry, io.BytesIO(data))


file, name, config, *layers = sys.argv[1:]
image = {
    "architecture": subprocess.check_output(["dpkg", "--print-architecture"], text=True).strip(),
    "os": "linux",
    "created": CREATED,
    "config": json.loads(config),
    "rootfs": {"type": "layers", "diff_ids": ["sha256:" + sha256(layer) for layer in layers]},
    "history": [{"created": CREATED} for _ in layers],
}
names = [f"{number}.tar" for number in range(len(layers))]
with tarfile.open(file, "w") as archive:
    add(archive, "config.json", image)
    add(archive, "manifest.json", [{"Config": "config.json", "RepoTags": [name], "Layers": names}])
    for layer, member in zip(layers, names):
        archive.add(layer, member)
