#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Mutation tests: changes one operator, bound or constant of a header at a time, and looks whether a test notices.

    python3 tests/mutation/run.py [--jobs N] [--only LINE] [--sample N [--seed N]] [HEADER...]

HEADER is geometry/axis, geometry/column_offsets, validate/views, validate/forward (the default four) or another name
in TESTS or KERNEL_TESTS, and `kernels` is all of the latter: the vector kernels, which are compiled over the emulated
target, and are many. --sample takes so many of the mutants of all headers named, chosen by the seed (1).

Tests that are cheap to compile are built without optimisation, those of TESTS without vector kernels and under
UndefinedBehaviorSanitizer, one after the other until one fails. What survives is printed; mutants that equivalent.txt
lists, each with the reason why no test could tell them from the original, are counted apart. Fails where another
survives. Needs g++ (or CXX) and GoogleTest.
"""

import argparse
import concurrent.futures
import dataclasses
import itertools
import os
import pathlib
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
DETAIL = pathlib.Path("include/crop_and_resize/detail")
# Sources, in the order in which a mutant of the header meets them.
TESTS = {
    "geometry/axis": ["tests/detail/geometry/axis_test.cpp"],
    "geometry/column_offsets": ["tests/detail/geometry/column_offsets_test.cpp"],
    "validate/views": ["tests/detail/validate/views_test.cpp", "tests/crop_and_resize_error_test.cpp",
                       "tests/crop_and_resize_grad_error_test.cpp"],
    "validate/forward": ["tests/crop_and_resize_error_test.cpp"],
    "validate/exceptions": ["tests/crop_and_resize_error_test.cpp"],
    "parallel/partition": ["tests/detail/parallel/partition_test.cpp", "tests/mutation/small_test.cpp"],
    "forward/scalar": ["tests/mutation/small_test.cpp"],
    "forward/run": ["tests/mutation/small_test.cpp", "tests/crop_and_resize_images_test.cpp",
                    "tests/executor_test.cpp"],
    "validate/gradient": ["tests/crop_and_resize_grad_error_test.cpp"],
    "gradient/increment": ["tests/crop_and_resize_grad_random_test.cpp"],
    **{f"gradient/{name}": ["tests/detail/gradient/image_test.cpp", "tests/crop_and_resize_grad_call_test.cpp",
                            "tests/crop_and_resize_grad_random_test.cpp"]
       for name in ["image", "scatter_geometry", "zero_rows"]},
    "gradient/boxes": ["tests/crop_and_resize_grad_call_test.cpp", "tests/crop_and_resize_grad_random_test.cpp"],
    "gradient/small_boxes": ["tests/crop_and_resize_grad_call_test.cpp", "tests/crop_and_resize_grad_random_test.cpp"],
    "gradient/run": ["tests/detail/gradient/run_test.cpp", "tests/crop_and_resize_grad_random_test.cpp"],
    "geometry/column_runs": ["tests/detail/geometry/column_runs_test.cpp"],
    "geometry/crop_geometry": ["tests/crop_and_resize_coordinates_random_test.cpp"],
    "preprocess/box_axes": ["tests/preprocess_test.cpp"],
    "parallel/cost": ["tests/detail/parallel/cost_test.cpp", "tests/executor_test.cpp"],
    "parallel/even_split": ["tests/detail/parallel/even_split_test.cpp"],
    "validate/describe": ["tests/describe_test.cpp"],
    "validate/misuse": ["tests/detail/validate/misuse_test.cpp"],
}
# The same for files of vector kernels.
TAP_TABLE_TEST = "tests/detail/geometry/vector/tap_table_test.cpp"
GATHER_PLAN_TEST = "tests/detail/forward/vector/gather_plan_test.cpp"
KERNEL_CHOICE_TEST = "tests/detail/forward/vector/kernel_choice_test.cpp"
READERS_TEST = "tests/detail/forward/vector/readers_test.cpp"
VERTICAL_TEST = "tests/detail/forward/vector/vertical_test.cpp"
FILTER_WEIGHTS_TEST = "tests/detail/geometry/filter_weights_test.cpp"
PLANE_RUNS_TEST = "tests/detail/forward/plane_runs_test.cpp"
RESAMPLE_BOXES_TEST = "tests/detail/forward/resample_boxes_test.cpp"
WRITERS_TEST = "tests/detail/forward/vector/writers_test.cpp"
LAYOUT_TEST = "tests/crop_and_resize_layout_test.cpp"
STREAMING_TEST = "tests/crop_and_resize_streaming_test.cpp"
DESTINATION_TEST = "tests/crop_and_resize_destination_random_test.cpp"
DESTINATION_TESTS = [DESTINATION_TEST, "tests/crop_and_resize_destination_streaming_test.cpp"]
ENCODER_TEST = "tests/detail/forward/vector/encoder_test.cpp"
FILTER_LAYOUT_TEST = "tests/detail/forward/filter_layout_test.cpp"
BLOCK_TERMS_TEST = "tests/detail/gradient/vector/block_terms_test.cpp"
SCATTER_PLAN_TEST = "tests/detail/gradient/vector/scatter_plan_test.cpp"
GRADIENT_TESTS = ["tests/crop_and_resize_grad_layout_test.cpp", "tests/crop_and_resize_grad_random_test.cpp"]
EXTEND_TESTS = ["tests/crop_and_resize_extend_test.cpp", "tests/crop_and_resize_extend_random_test.cpp"]
FILTER_TESTS = [FILTER_LAYOUT_TEST, "tests/crop_and_resize_filter_random_test.cpp",
                "tests/crop_and_resize_filter_call_test.cpp"]
LAYOUT_TESTS = [LAYOUT_TEST, STREAMING_TEST, *DESTINATION_TESTS]
KERNEL_TESTS = {
    "geometry/vector/samplers.inl": [TAP_TABLE_TEST, GATHER_PLAN_TEST],
    "geometry/vector/tap_table.inl": [TAP_TABLE_TEST, KERNEL_CHOICE_TEST, LAYOUT_TEST],
    "forward/vector/store.inl": [WRITERS_TEST, LAYOUT_TEST, *DESTINATION_TESTS],
    "forward/extrapolate.hpp": [LAYOUT_TEST, *DESTINATION_TESTS],
    "forward/vector/encoder.inl": [ENCODER_TEST, *DESTINATION_TESTS],
    "forward/crop_blocks.hpp": [WRITERS_TEST, LAYOUT_TEST, *DESTINATION_TESTS],
    "forward/row_encoder.hpp": DESTINATION_TESTS,
    "forward/row_writer.hpp": [WRITERS_TEST, LAYOUT_TEST, *DESTINATION_TESTS],
    "forward/encoded_rows.hpp": DESTINATION_TESTS,
    "forward/output_rows.hpp": [VERTICAL_TEST, LAYOUT_TEST, DESTINATION_TEST],
    "forward/kernel_choice.hpp": [KERNEL_CHOICE_TEST, LAYOUT_TEST, STREAMING_TEST, DESTINATION_TEST],
    "forward/resample_boxes.hpp": [RESAMPLE_BOXES_TEST, KERNEL_CHOICE_TEST, LAYOUT_TEST, STREAMING_TEST,
                                   *DESTINATION_TESTS],
    "forward/window_rows.hpp": [READERS_TEST, LAYOUT_TEST, DESTINATION_TEST],
    "forward/vector/gather_plan.inl": [GATHER_PLAN_TEST, LAYOUT_TEST],
    "forward/vector/shuffle_reader.inl": [READERS_TEST, LAYOUT_TEST, DESTINATION_TEST],
    "forward/vector/convert_reader.inl": [READERS_TEST, LAYOUT_TEST],
    "forward/vector/gather_reader.inl": [READERS_TEST, LAYOUT_TEST],
    "forward/vector/corner_reader.inl": [READERS_TEST, *LAYOUT_TESTS],
    "forward/vertical.hpp": [VERTICAL_TEST, LAYOUT_TEST, DESTINATION_TEST],
    "forward/vector/scanlines.inl": [KERNEL_CHOICE_TEST, LAYOUT_TEST, STREAMING_TEST, *DESTINATION_TESTS],
    "forward/vector/pixels.inl": [WRITERS_TEST, LAYOUT_TEST, STREAMING_TEST, *DESTINATION_TESTS],
    "forward/vector/kernels.inl": [KERNEL_CHOICE_TEST, LAYOUT_TEST, STREAMING_TEST, DESTINATION_TEST],
    **{f"forward/{name}": LAYOUT_TESTS
       for name in ["column_lookahead.hpp", "column_moves.hpp", "column_rows.hpp", "column_writer.hpp",
                    "compact_rows.hpp", "pixel_rows.hpp", "planes.hpp", "small_pixels.hpp", "transposed_rows.hpp",
                    "vector_call.hpp", "vector_target.hpp", "vector/column_reader.inl",
                    "vector/plane_runs.inl", "vector/rearrange.inl",
                    "vector/transposed_reader.inl"]},
    "forward/plane_runs.hpp": [PLANE_RUNS_TEST, *LAYOUT_TESTS],
    **{f"forward/{name}": FILTER_TESTS
       for name in ["filter_scalar.hpp", "filter_sums.hpp", "vector/filters.inl", "vector/filter_blocks.inl",
                    "vector/filter_columns.inl", "filter_layout.hpp", "filtered_row.hpp",
                    "vector/filter_pass.inl", "vector/filter_planes.inl", "vector/filter_rows.inl"]},
    **{f"forward/{name}": EXTEND_TESTS
       for name in ["blocks.hpp", "vector/block_loads.inl", "vector/block_columns.inl", "vector/block_lookups.inl",
                    "vector/block_reader.inl", "vector/block_writer.inl", "vector/blocks.inl"]},
    **{f"geometry/{name}.hpp": [FILTER_WEIGHTS_TEST, *FILTER_TESTS]
       for name in ["filter_weights", "roi_align_weights", "weight_table"]},
    "geometry/tap_arrays.hpp": [TAP_TABLE_TEST, LAYOUT_TEST],
    "geometry/taps.hpp": [TAP_TABLE_TEST, LAYOUT_TEST],
    **{f"gradient/vector/{name}.inl": [SCATTER_PLAN_TEST, *GRADIENT_TESTS]
       for name in ["scatter_plan", "image_scanlines"]},
    **{f"gradient/vector/{name}.inl": [BLOCK_TERMS_TEST, *GRADIENT_TESTS] for name in ["box_blocks", "box_planes"]},
    **{f"gradient/vector/{name}.inl": GRADIENT_TESTS
       for name in ["sums", "channel_blocks", "image_pixels", "image_blocks", "box_terms", "box_pixels",
                    "box_scanlines", "kernels"]},
}
# Files with code for vectors of 4 floats only, as NEON's: their tests are compiled for these, too.
NARROW_HEADERS = {"forward/vector/block_loads.inl", "forward/vector/block_lookups.inl",
                  "forward/vector/block_reader.inl", "forward/vector/blocks.inl", "forward/vector/filter_blocks.inl",
                  "gradient/vector/box_terms.inl"}
# Files with code for vectors of 16 floats only, as AVX-512's: the same.
WIDE_HEADERS = {"forward/vector/blocks.inl", "forward/vector/filter_blocks.inl", "forward/vector/filter_pass.inl",
                "gradient/vector/box_blocks.inl", "gradient/vector/box_planes.inl"}
# Arrays whose indices are checked tell where a mutant reads beside one what it does not use.
COMMON_FLAGS = ["-std=c++17", "-O0", "-w", "-D_GLIBCXX_ASSERTIONS", "-DCNR_NO_SIMD", "-DCNR_TEST_ALONE"]
SCALAR_FLAGS = ["-fsanitize=undefined", "-fsanitize-undefined-trap-on-error"]
KERNEL_FLAGS = ["-DCNR_DETAIL_EMULATED_TARGET=1", "-DCNR_TEST_FEW_ELEMENTS", "-Wno-psabi"]
NARROW_FLAGS = ["-DCNR_DETAIL_EMULATED_WIDTH=4", "-DCNR_DETAIL_EMULATED_WINDOWS=1"]
WIDE_FLAGS = ["-DCNR_DETAIL_EMULATED_WIDTH=16", "-DCNR_DETAIL_EMULATED_WINDOWS=1"]
PRECOMPILED = """#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>
"""
ENVIRONMENT = {"CNR_TEST_SEED": "1", "CNR_TEST_EFFORT": "5"}
KERNEL_ENVIRONMENT = {"CNR_TEST_SEED": "1", "CNR_TEST_EFFORT": "60", "CNR_TARGET": "emulated"}
COMPILE_TIMEOUT_S = 900
# For mutants that never end.
TEST_TIMEOUT_S = 600
TEST_PROCESSOR_S = 60

# Each a pattern and what replaces it. Binary operators have spaces around them, which template brackets have not.
OPERATORS = [
    (r" < ", [" <= ", " > "]),
    (r" <= ", [" < ", " >= "]),
    (r" > ", [" >= ", " < "]),
    (r" >= ", [" > ", " <= "]),
    (r" == ", [" != "]),
    (r" != ", [" == "]),
    (r" && ", [" || "]),
    (r" \|\| ", [" && "]),
    (r" \+ ", [" - "]),
    (r" - ", [" + "]),
    (r" \* ", [" / "]),
    (r" / ", [" * "]),
    (r" % ", [" / "]),
    (r" \+= ", [" -= "]),
    (r" \*= ", [" = "]),
    (r"\+\+(?=\w)", ["--"]),
    (r"(?<=[( ])!(?=[\w(])", [""]),
    (r"(?<=[( ])-(?=\w)", [""]),
    (r"\btrue\b", ["false"]),
    (r"\bfalse\b", ["true"]),
    # Of integers, x < 0 with 1 for 0 is x <= 0, which is there already.
    (r"(?<! < )(?<! >= )(?<![\w.])(\d+)(?![\w.]|>>)", [lambda m: str(int(m.group(1)) + 1)]),
    (r"(?<! <= )(?<! > )(?<![\w.])(\d+)(?![\w.]|>>)", [lambda m: str(max(int(m.group(1)) - 1, 0))]),
    (r"(?<![\w.])(\d+\.\d+)F?(?![\w.])", [lambda m: f"({m.group(0)} * 2 + 1)"]),
    (r"\bPTRDIFF_MAX\b", ["(PTRDIFF_MAX - 1)"]),
    (r"\bPTRDIFF_MIN\b", ["(PTRDIFF_MIN + 1)"]),
    (r"\bINT32_MAX\b", ["(INT32_MAX - 1)"]),
    (r"^(\s+)(if \(.*\) )(return .*;|.*;)$", [r"\1if (false) \3"]),
    (r"^(\s+)(overflowed_ = .*;|value_ [*+]= .*;|\+\+\w+;)$", [r"\1;"]),
]
# Lines of which no mutant is made: what the compiler takes away, words with operators' characters in them, and what
# only says which memory to fetch.
SKIPPED = re.compile(r"^\s*(//|#|template|static_assert|namespace|inline namespace|using|public:|private:|class |struct )|"
                     r"operator|integral_constant|noexcept\(|prefetch|\bahead = ")


@dataclasses.dataclass(frozen=True)
class Mutant:
    header: str
    line: int
    original: str
    changed: str

    def key(self):
        return self.header, self.original.strip(), self.changed.strip()


def code_of(line):
    """The line without a comment at its end."""
    return line.split("//", 1)[0].rstrip()


def mutants_of(header, text):
    found = {}
    in_skipped_statement = False
    for number, line in enumerate(text.split("\n")):
        code = code_of(line)
        # A skipped statement ends with its semicolon or brace.
        skip = in_skipped_statement or SKIPPED.search(line) is not None
        in_skipped_statement = bool(in_skipped_statement or re.match(r"\s*(static_assert|template)", code)) and not (
            code.endswith((";", "{", "}", ">")))
        if skip or not code.strip():
            continue
        for pattern, replacements in OPERATORS:
            for match in re.finditer(pattern, code):
                for replacement in replacements:
                    new = replacement(match) if callable(replacement) else match.expand(replacement)
                    changed = code[:match.start()] + new + code[match.end():]
                    if changed != code:
                        mutant = Mutant(header, number, code, changed)
                        found.setdefault((number, changed), mutant)
    return list(found.values())


def is_kernel(header):
    return header in KERNEL_TESTS


def tests_of(header):
    return KERNEL_TESTS[header] if is_kernel(header) else TESTS[header]


def path_of(header):
    return DETAIL / (header if pathlib.PurePath(header).suffix else f"{header}.hpp")


def builds_of(header):
    """The header's tests, each with flags of its own."""
    shapes = [[]]
    if header in NARROW_HEADERS:
        shapes.append(NARROW_FLAGS)
    if header in WIDE_HEADERS:
        shapes.append(WIDE_FLAGS)
    return [(source, shape) for shape in shapes for source in tests_of(header)]


def compile_command(compiler, tree, header, source, more, output):
    folder, flags = (("kernel", KERNEL_FLAGS) if is_kernel(header) else ("scalar", SCALAR_FLAGS))
    flags = flags + more
    return [compiler, *COMMON_FLAGS, *flags, "-include", str(tree / folder / "precompiled.hpp"), f"-I{tree}/include",
            f"-I{ROOT}/tests", str(source), "-o", str(output)]


def limit_processor():
    resource.setrlimit(resource.RLIMIT_CPU, (TEST_PROCESSOR_S, TEST_PROCESSOR_S))


def run(command, timeout, **kwargs):
    try:
        return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=timeout,
                              check=False, **kwargs)
    except subprocess.TimeoutExpired:
        return None


def passes(compiler, tree, header, source, more, libraries):
    """Whether a test compiles and passes; None where it does not compile."""
    program = tree / "test"
    built = run(compile_command(compiler, tree, header, ROOT / source, more, program) + libraries, COMPILE_TIMEOUT_S)
    if built is None or built.returncode != 0:
        return None
    ran = run([str(program), "--gtest_brief=1", "--gtest_fail_fast"], TEST_TIMEOUT_S, preexec_fn=limit_processor,
              env={**os.environ, **(KERNEL_ENVIRONMENT if is_kernel(header) else ENVIRONMENT)})
    return ran is not None and ran.returncode == 0


def make_tree(folder, compiler):
    shutil.copytree(ROOT / "include", folder / "include")
    for name, flags in ("scalar", SCALAR_FLAGS), ("kernel", KERNEL_FLAGS):
        precompiled = folder / name / "precompiled.hpp"
        precompiled.parent.mkdir()
        precompiled.write_text(PRECOMPILED)
        subprocess.run([compiler, *COMMON_FLAGS, *flags, "-x", "c++-header", str(precompiled), "-o",
                        f"{precompiled}.gch"], check=True)
    return folder


def outcome(mutant, tree, compiler, libraries):
    path = tree / path_of(mutant.header)
    text = path.read_text()
    lines = text.split("\n")
    lines[mutant.line] = mutant.changed
    path.write_text("\n".join(lines))
    try:
        for source, more in builds_of(mutant.header):
            result = passes(compiler, tree, mutant.header, source, more, libraries)
            if result is None:
                return "does not compile"
            if not result:
                return "killed"
        return "survived"
    finally:
        path.write_text(text)


def read_equivalents():
    """Entries of three lines: the header and the reason, the original line, the changed line. Ends the program where a
    header no longer has the original line.
    """
    lines = [line.rstrip("\n") for line in (ROOT / "tests/mutation/equivalent.txt").open()
             if line.strip() and not line.startswith("#")]
    entries = {(lines[i].split(":")[0], lines[i + 1].strip(), lines[i + 2].strip()) for i in range(0, len(lines), 3)}
    for header, original, _ in entries:
        if original not in {code_of(line).strip() for line in path_of(header).read_text().splitlines()}:
            sys.exit(f"equivalent.txt: {path_of(header)} has no line: {original}")
    return entries


def report(header, outcomes, equivalents):
    """Prints what became of a header's mutants; returns their numbers: killed, argued equivalent, survived."""
    survivors = [mutant for mutant, result in outcomes if result == "survived"]
    unexplained = [mutant for mutant in survivors if mutant.key() not in equivalents]
    results = [result for _, result in outcomes]
    for mutant in unexplained:
        print(f"{path_of(header)}:{mutant.line + 1} survived\n"
              f"  - {mutant.original.strip()}\n  + {mutant.changed.strip()}")
    killed = results.count("killed")
    judged = killed + len(survivors)
    equivalent = len(survivors) - len(unexplained)
    print(f"{header}: {killed} of {judged} mutants killed ({100 * killed / max(judged, 1):.1f} %), "
          f"{equivalent} argued equivalent, {results.count('does not compile')} did not compile", flush=True)
    return killed, equivalent, len(unexplained)


def main():
    parser = argparse.ArgumentParser(description="Mutation tests of the headers' logic.")
    parser.add_argument("headers", nargs="*", default=["geometry/axis", "geometry/column_offsets", "validate/views",
                                                         "validate/forward"])
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--only", type=int, help="mutants of this line only")
    parser.add_argument("--sample", type=int, help="so many mutants, chosen at random")
    parser.add_argument("--seed", type=int, default=1, help="of that choice")
    arguments = parser.parse_args()
    compiler = os.environ.get("CXX", "g++")
    libraries = ["-lgtest_main", "-lgmock", "-lgtest", "-pthread"]
    headers = list(KERNEL_TESTS) if arguments.headers == ["kernels"] else arguments.headers
    mutants = [mutant for header in headers for mutant in mutants_of(header, (ROOT / path_of(header)).read_text())
               if arguments.only in (None, mutant.line + 1)]
    if arguments.sample is not None and arguments.sample < len(mutants):
        kept = set(random.Random(arguments.seed).sample(range(len(mutants)), arguments.sample))
        print(f"{arguments.sample} of {len(mutants)} mutants, seed {arguments.seed}")
        mutants = [mutant for number, mutant in enumerate(mutants) if number in kept]
    equivalents = read_equivalents()
    with tempfile.TemporaryDirectory() as scratch:
        trees = [make_tree(pathlib.Path(scratch) / str(job), compiler) for job in range(arguments.jobs)]
        for header in headers:
            for source, more in builds_of(header):
                if not passes(compiler, trees[0], header, source, more, libraries):
                    sys.exit(f"{source} {' '.join(more)} fails without any mutant")

        def judge(mutant):
            tree = trees.pop()
            try:
                return outcome(mutant, tree, compiler, libraries)
            finally:
                trees.append(tree)

        totals = [0, 0, 0]
        with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
            results = zip(mutants, pool.map(judge, mutants))
            for header, of_header in itertools.groupby(results, lambda result: result[0].header):
                totals = [sum(pair) for pair in zip(totals, report(header, list(of_header), equivalents))]
    killed, equivalent, unexplained = totals
    print(f"all: {killed} of {sum(totals)} mutants killed ({100 * killed / max(sum(totals), 1):.1f} %), of those not "
          f"argued equivalent {100 * killed / max(killed + unexplained, 1):.1f} %")
    sys.exit(unexplained > 0)


if __name__ == "__main__":
    main()
