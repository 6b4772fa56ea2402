#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Times crop_and_resize beside other implementations, and checks that it gives the bytes that TensorFlow gives.

    python3 benchmarks/compare.py [--rounds N] [--workload NAME]... [--compiler "g++ -O2"] [--torch]
    python3 benchmarks/compare.py --elements --layouts --scaling --gradients --costs --outputs --shrinking
    python3 benchmarks/compare.py --threads N [--executor NAME]

Needs python3-venv and a C++17 compiler. Makes a virtual environment with pinned packages in build/compare, unless it
runs in one already, builds the library into a shared object, and runs every workload in interleaved rounds on one
thread. Prints Markdown: medians in milliseconds, and how many times as long as ours everybody takes in the same layout.
Only these ratios mean something on a machine that others use as well. Peers that are not installed are left out.
README.md, beside this file, says how each of them is called and what it computes.
"""

import argparse
import importlib.util
import pathlib
import sys

from comparison import environment
from comparison.walks import WALKS
from comparison.workloads import WORKLOADS


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--workload", action="append", choices=[workload.name for workload in WORKLOADS],
                        help="one of the twelve workloads (default: all); may be repeated")
    parser.add_argument("--compiler", default="g++ -O2", help="compiler and flags for the library")
    parser.add_argument("--seed", type=int, default=1, help="of images and boxes")
    parser.add_argument("--output", type=pathlib.Path, help="file for the Markdown, too")
    parser.add_argument("--plot", type=pathlib.Path, default=environment.BUILD / "speed.svg",
                        help="file for a picture of the table, .svg or .png (default: build/compare/speed.svg)")
    torch = parser.add_argument_group("PyTorch, which runs in a process of its own")
    torch.add_argument("--torch", action="store_true",
                       help="make a virtual environment for it in build/compare/torch, of several gigabytes")
    torch.add_argument("--torch-python", type=pathlib.Path, metavar="FILE",
                       help="interpreter that has it (default: that of build/compare/torch, or this one)")
    studies = parser.add_argument_group("instead of the twelve workloads beside the peers, any of")
    studies.add_argument("--elements", action="store_true", help="the other element types, beside TensorFlow")
    studies.add_argument("--layouts", action="store_true",
                         help="every layout of images and outputs, beside the peers in theirs")
    studies.add_argument("--scaling", action="store_true",
                         help="many boxes, large crops, outputs at odd addresses and in new pages")
    studies.add_argument("--gradients", action="store_true",
                         help="both gradients, beside TensorFlow and on two threads of --executor")
    studies.add_argument("--costs", action="store_true",
                         help="the cycles that executors are told, beside those that pass")
    studies.add_argument("--outputs", action="store_true",
                         help="other destinations, coordinates and borders, beside two passes and OpenCV")
    studies.add_argument("--shrinking", action="store_true", help="whole images made small, beside OpenCV's resize")
    studies.add_argument("--filters", action="store_true",
                         help="filters and roi_align, beside Pillow, OpenCV and, with --torch, PyTorch")
    studies.add_argument("--cliffs", nargs="*", choices=WALKS, metavar="WALK",
                         help="calls beside which a small change is much faster, or another target or TensorFlow is; "
                              f"all walks, or any of {', '.join(WALKS)}")
    several = parser.add_argument_group("on several threads")
    several.add_argument("--threads", type=int, metavar="N",
                         help="instead, N threads beside one, and beside TensorFlow on as many")
    several.add_argument("--executor", choices=environment.EXECUTORS, default="tbb",
                         help="what they run by; its library must be installed (default: tbb)")
    arguments = parser.parse_args()
    if arguments.threads and has_studies(arguments):
        parser.error("--threads goes alone: it is no study")
    return arguments


def has_studies(arguments):
    return (arguments.elements or arguments.layouts or arguments.scaling
            or arguments.gradients or arguments.costs or arguments.outputs or arguments.filters
            or arguments.shrinking
            or arguments.cliffs is not None)


def packages_of_studies(arguments):
    """The packages of the peers that studies need."""
    is_exact_wanted = (arguments.elements or arguments.layouts or arguments.gradients or arguments.threads
                       or arguments.cliffs is not None)
    return ["TensorFlow"] * bool(is_exact_wanted) + ["PyTorch"] * bool(arguments.layouts)


def find_torch(arguments):
    """The interpreter that has PyTorch, or None."""
    folder = environment.BUILD / "torch"
    if arguments.torch_python:
        return arguments.torch_python.absolute()
    if arguments.torch:
        return environment.make(folder, environment.TORCH_REQUIREMENTS)
    if (folder / "bin" / "python").exists():
        return folder / "bin" / "python"
    return sys.executable if importlib.util.find_spec("torch") else None


def describe(bench, peers, arguments):
    """Who was measured, on what and how."""
    how = f"{arguments.threads} threads by {arguments.executor}" if arguments.threads else "one thread"
    packages = ", ".join(dict.fromkeys(peer.package for peer in peers)) or "no peers"
    bench.report.add(f"{environment.processor()}, target {bench.library.target}, "
                     f"{environment.describe_compiler(arguments.compiler)}; {packages}; {how}, medians of "
                     f"{bench.rounds} interleaved rounds, seed {bench.seed}.")
    bench.report.add()


def main():
    arguments = parse_arguments()
    environment.enter()

    from comparison import (alone, beside_peers, cliffs, filters, gradients, layouts, outputs, peers, plot, shrinking,
                            threads)
    from comparison.bench import Bench
    from comparison.library import Library, build
    from comparison.report import Report
    from comparison.timing import keep_freed_memory

    keep_freed_memory()
    executor = arguments.executor if arguments.threads or arguments.gradients else None
    bench = Bench(Library(build(arguments.compiler, executor)), Report(), arguments.rounds, arguments.seed)
    chosen = [each for each in WORKLOADS if not arguments.workload or each.name in arguments.workload]
    is_main = not (has_studies(arguments) or arguments.threads)
    blobs = peers.find([peers.BLOBS], None, arguments.seed) if arguments.outputs or arguments.shrinking else []
    found = peers.find(peers.PACKAGES if is_main else packages_of_studies(arguments), find_torch(arguments),
                       arguments.seed, arguments.threads or 1)
    of_filters = peers.find_for_filters(find_torch(arguments), arguments.seed) if arguments.filters else {}
    exact = [peer for peer in found if peer.name == beside_peers.BIT_EXACT]
    describe(bench, found + blobs + sum(of_filters.values(), []), arguments)
    if arguments.elements:
        beside_peers.elements(bench, exact)
    if arguments.layouts:
        layouts.side_by_side(bench, found)
    if arguments.scaling:
        alone.scaling(bench)
    if arguments.gradients:
        gradients.side_by_side(bench, exact, executor)
    if arguments.costs:
        threads.costs(bench, chosen)
    if arguments.outputs:
        outputs.side_by_side(bench, blobs, arguments.compiler)
    if arguments.shrinking:
        shrinking.side_by_side(bench, blobs, arguments.compiler)
    if arguments.filters:
        filters.side_by_side(bench, of_filters, arguments.compiler)
    if arguments.cliffs is not None:
        cliffs.side_by_side(bench, exact, arguments.cliffs)
    if arguments.threads:
        threads.threads(bench, exact, chosen, arguments.threads)
        threads.small_calls(bench, arguments.threads)
    if is_main:
        results = beside_peers.side_by_side(bench, found, chosen)
        try:
            plot.draw(arguments.plot, results, found, environment.processor())
        except ImportError as error:
            print(f"no picture: {error}")
    if arguments.output:
        bench.report.save(arguments.output)


if __name__ == "__main__":
    main()
