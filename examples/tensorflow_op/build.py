#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compiles the operations for the TensorFlow of the interpreter that runs this.

    python3 examples/tensorflow_op/build.py [--compiler "g++ -O2"] [--folder FOLDER]

FOLDER gets crop_and_resize_op.so and cnr_tensorflow.py, which belong together: put it on Python's path, and import
cnr_tensorflow. Nothing is compiled where FOLDER has what would be built. The operations work with the version of
TensorFlow that they are compiled for, and with no other. This is for Linux and a compiler like GCC or Clang.
"""

import argparse
import hashlib
import os
import pathlib
import shlex
import shutil
import subprocess
import tempfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import tensorflow as tf  # noqa: E402  # pylint: disable=wrong-import-position

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SOURCE = HERE / "crop_and_resize_op.cpp"
MODULE = HERE / "cnr_tensorflow.py"
OPERATIONS = "crop_and_resize_op.so"
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wsign-conversion", "-Wshadow"]


def compile_command(compiler):
    """The command without its output."""
    # Warnings in TensorFlow's headers are not ours to mend.
    flags = [part for flag in tf.sysconfig.get_compile_flags()
             for part in (["-isystem", flag[2:]] if flag.startswith("-I") else [flag])]
    return [*shlex.split(compiler), *flags, "-shared", "-fPIC", *WARNINGS, "-I", str(ROOT / "include"), str(SOURCE),
            *tf.sysconfig.get_link_flags()]


def fingerprint(command):
    """A hash of all that the operations are made from."""
    found = hashlib.sha256("\0".join([*command, tf.version.VERSION, tf.version.COMPILER_VERSION]).encode())
    for path in [SOURCE, *sorted(path for path in (ROOT / "include").rglob("*") if path.is_file())]:
        found.update(path.read_bytes())
    return found.hexdigest()


def build(compiler, folder):
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(MODULE, folder)
    command = compile_command(compiler)
    made_from = fingerprint(command)
    stamp = folder / "made_from.txt"
    if (folder / OPERATIONS).exists() and stamp.exists() and stamp.read_text(encoding="ascii") == made_from:
        return
    print(f"compiling {SOURCE.name} for TensorFlow {tf.version.VERSION}, which takes a minute", flush=True)
    stamp.unlink(missing_ok=True)
    # A file of its own until it is complete: a process that has the old one loaded keeps it.
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        output = pathlib.Path(scratch) / OPERATIONS
        subprocess.run([*command, "-o", str(output)], check=True)
        output.replace(folder / OPERATIONS)
    stamp.write_text(made_from, encoding="ascii")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--compiler", default=os.environ.get("CXX", "g++") + " -O2",
                        help="compiler and flags (default: %(default)s)")
    parser.add_argument("--folder", type=pathlib.Path, default=ROOT / "build" / "tensorflow_op",
                        help="where to put both files (default: %(default)s)")
    arguments = parser.parse_args()
    build(arguments.compiler, arguments.folder.absolute())
    print(arguments.folder.absolute())


if __name__ == "__main__":
    main()
