# SPDX-License-Identifier: MIT
"""Virtual environments with pinned packages, compilers, and this machine in words. Needs nothing but Python itself."""

import os
import pathlib
import platform
import shlex
import subprocess
import sys
import venv

BENCHMARKS = pathlib.Path(__file__).resolve().parent.parent
BUILD = BENCHMARKS.parent / "build" / "compare"
REQUIREMENTS = ["numpy==2.4.6", "tensorflow-cpu==2.21.0", "onnx==1.23.2", "onnxruntime==1.32.0",
                "opencv-python-headless==5.0.0.93", "matplotlib==3.11.2", "pillow==13.0.0"]
TORCH_REQUIREMENTS = ["numpy==2.4.6", "torch==2.15.0", "torchvision==0.29.2"]

# The executors that calls on several threads can run by, and what compiling them takes beside the macro.
EXECUTORS = {
    "tbb": ["-ltbb"],
    "openmp": ["-fopenmp"],
    "parallel_algorithms": ["-ltbb"],
    "eigen_thread_pool": ["-isystem", "/usr/include/eigen3", "-pthread"],
}


def is_virtual():
    """Whether the interpreter that runs this belongs to a virtual environment."""
    return pathlib.Path(sys.prefix).resolve() != pathlib.Path(sys.base_prefix).resolve()


def make(folder, requirements):
    """Makes a virtual environment where it is missing or holds other pins; returns its interpreter."""
    python = folder / "bin" / "python"
    installed = folder / "installed.txt"  # written last: an installation that was interrupted starts over
    pins = "\n".join(requirements) + "\n"
    if not installed.exists() or installed.read_text() != pins:
        print(f"installing {', '.join(requirements)} ...", file=sys.stderr)
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *requirements], check=True)
        installed.write_text(pins)
    return python


def enter():
    """Starts this script again in the virtual environment, unless it runs in one already."""
    # Where numpy asks for huge pages its arrays are faster than the memory of everybody else, who does not ask.
    os.environ["NUMPY_MADVISE_HUGEPAGE"] = "0"
    if not is_virtual():
        python = make(BUILD / "venv", REQUIREMENTS)
        os.execv(python, [python, *sys.argv])


def processor():
    """The processor's name, as the system has it."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            fields = dict(line.split(":", 1) for line in lines if ":" in line)
        return {key.strip(): value.strip() for key, value in fields.items()}["model name"]
    except (OSError, KeyError):
        return platform.processor() or platform.machine()


def describe_compiler(command):
    """A compiler's own name and version, with the flags it is given."""
    program, *flags = shlex.split(command)
    version = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout.splitlines()[0]
    return " ".join([version, *flags])
