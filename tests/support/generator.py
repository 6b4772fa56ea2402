# SPDX-License-Identifier: MIT
"""What the generators of test data have in common: a virtual environment with pinned packages, random numbers that
depend on a name alone, and a file of arrays.

A generator imports numpy after main() has called in_environment(), so the functions here import it themselves.
"""

import argparse
import os
import pathlib
import subprocess
import sys
import venv
import zlib


def argument_parser(description, name, data):
    """A parser with the arguments that in_environment() reads. `name` names the folder of the virtual environment."""
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--venv", type=pathlib.Path, default=cache / "crop_and_resize" / name,
                        help="folder of the virtual environment, made if missing (default: %(default)s)")
    parser.add_argument("--out", type=pathlib.Path, default=data, help="where to write (default: %(default)s)")
    parser.add_argument("--here", action="store_true", help="run in this interpreter, which has the pinned packages")
    return parser


def in_environment(arguments, pins):
    """True in an interpreter that has the pinned packages. Else runs the program again in one that has, and exits."""
    if arguments.here:
        require_pins(pins)
        return True
    python = arguments.venv.absolute() / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        venv.create(arguments.venv.absolute(), with_pip=True)
    packages = [f"{name}=={version}" for name, version in pins.items()]
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages], check=True)
    return sys.exit(subprocess.run([python, *sys.argv, "--here"], check=False).returncode)


def require_pins(pins):
    from importlib import metadata
    for name, version in pins.items():
        found = metadata.version(name)
        if found != version:
            sys.exit(f"{sys.argv[0]}: {name} is {found}, but the data are those of {version}")


def random_of(name):
    """A generator for what `name` describes. Seeded by the name, so that a new case leaves the others as they are."""
    import numpy as np
    return np.random.Generator(np.random.PCG64(zlib.crc32(name.encode())))


class Blob:
    """Arrays, little-endian, row-major, one after the other without gaps; equal arrays are stored once."""

    def __init__(self):
        self.bytes = bytearray()
        self.offsets = {}

    def add(self, array):
        """The offset of the array's first byte."""
        import numpy as np
        content = np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<")).tobytes()
        if content not in self.offsets:
            self.offsets[content] = len(self.bytes)
            self.bytes += content
        return self.offsets[content]

    def hash(self):
        """FNV-1a, 64 bits."""
        value = 0xCBF29CE484222325
        for byte in self.bytes:
            value = ((value ^ byte) * 0x100000001B3) % 2**64
        return value


def write_files(folder, name, blob, lines):
    """Writes the arrays and the list of what they are."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.bin").write_bytes(blob.bytes)
    (folder / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="ascii", newline="\n")
