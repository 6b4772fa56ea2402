#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Mutation tests: changes one operator, bound or constant of a header at a time, and looks whether a test notices.

    python3 tests/mutation/run.py [--jobs N] [--only LINE] [HEADER...]

HEADER is geometry/axis, geometry/column_offsets, validate/views, validate/forward (the default four) or another name
in TESTS. Tests that are cheap to compile are built without optimisation and without vector kernels, under
UndefinedBehaviorSanitizer, one after the other until one fails. What survives is printed; mutants that equivalent.txt lists, each with the reason why no test could tell them
from the original, are counted apart. Fails where another survives. Needs g++ (or CXX) and GoogleTest.
"""

import argparse
import concurrent.futures
import dataclasses
import os
import pathlib
import re
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
    "validate/gradient": ["tests/crop_and_resize_grad_error_test.cpp"],
    "gradient/accumulate": ["tests/crop_and_resize_grad_random_test.cpp"],
    "gradient/image": ["tests/detail/gradient/image_test.cpp", "tests/crop_and_resize_grad_call_test.cpp",
                   "tests/crop_and_resize_grad_random_test.cpp"],
    "gradient/boxes": ["tests/crop_and_resize_grad_call_test.cpp", "tests/crop_and_resize_grad_random_test.cpp"],
}
FLAGS = ["-std=c++17", "-O0", "-w", "-DCNR_NO_SIMD", "-DCNR_TEST_ALONE", "-fsanitize=undefined",
         "-fsanitize-undefined-trap-on-error"]
PRECOMPILED = """#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>
"""
ENVIRONMENT = {"CNR_TEST_SEED": "1", "CNR_TEST_EFFORT": "5"}
COMPILE_TIMEOUT_S = 900
TEST_TIMEOUT_S = 60  # for mutants that never end

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
# Lines of which no mutant is made: what the compiler takes away, and words with operators' characters in them.
SKIPPED = re.compile(r"^\s*(//|#|template|static_assert|namespace|inline namespace|using|public:|private:|class |struct )|"
                     r"operator|integral_constant|noexcept\(")


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


def compile_command(compiler, tree, source, output):
    return [compiler, *FLAGS, "-include", str(tree / "precompiled.hpp"), f"-I{tree}/include", f"-I{ROOT}/tests",
            str(source), "-o", str(output)]


def run(command, timeout, **kwargs):
    try:
        return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=timeout,
                              check=False, **kwargs)
    except subprocess.TimeoutExpired:
        return None


def passes(compiler, tree, source, libraries):
    """Whether a test compiles and passes; None where it does not compile."""
    program = tree / "test"
    built = run(compile_command(compiler, tree, ROOT / source, program) + libraries, COMPILE_TIMEOUT_S)
    if built is None or built.returncode != 0:
        return None
    ran = run([str(program), "--gtest_brief=1"], TEST_TIMEOUT_S, env={**os.environ, **ENVIRONMENT})
    return ran is not None and ran.returncode == 0


def make_tree(folder, compiler):
    shutil.copytree(ROOT / "include", folder / "include")
    (folder / "precompiled.hpp").write_text(PRECOMPILED)
    subprocess.run([compiler, *FLAGS, "-x", "c++-header", str(folder / "precompiled.hpp"), "-o",
                    str(folder / "precompiled.hpp.gch")], check=True)
    return folder


def outcome(mutant, tree, compiler, libraries, text):
    lines = text.split("\n")
    lines[mutant.line] = mutant.changed
    path = tree / DETAIL / f"{mutant.header}.hpp"
    path.write_text("\n".join(lines))
    try:
        for source in TESTS[mutant.header]:
            result = passes(compiler, tree, source, libraries)
            if result is None:
                return "does not compile"
            if not result:
                return "killed"
        return "survived"
    finally:
        path.write_text(text)


def read_equivalents():
    """Entries of three lines: the header and the reason, the original line, the changed line."""
    lines = [line.rstrip("\n") for line in (ROOT / "tests/mutation/equivalent.txt").open()
             if line.strip() and not line.startswith("#")]
    return {(lines[i].split(":")[0], lines[i + 1].strip(), lines[i + 2].strip()) for i in range(0, len(lines), 3)}


def main():
    parser = argparse.ArgumentParser(description="Mutation tests of the headers' logic.")
    parser.add_argument("headers", nargs="*", default=["geometry/axis", "geometry/column_offsets", "validate/views",
                                                         "validate/forward"])
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--only", type=int, help="mutants of this line only")
    arguments = parser.parse_args()
    compiler = os.environ.get("CXX", "g++")
    libraries = ["-lgtest_main", "-lgmock", "-lgtest", "-pthread"]
    equivalents = read_equivalents()
    failed = False
    with tempfile.TemporaryDirectory() as scratch:
        trees = [make_tree(pathlib.Path(scratch) / str(job), compiler) for job in range(arguments.jobs)]
        for header in arguments.headers:
            text = (ROOT / DETAIL / f"{header}.hpp").read_text()
            for source in TESTS[header]:
                if not passes(compiler, trees[0], source, libraries):
                    sys.exit(f"{source} fails without any mutant")
            mutants = [m for m in mutants_of(header, text) if arguments.only in (None, m.line + 1)]
            free = list(trees)

            def judge(mutant):
                tree = free.pop()
                try:
                    return outcome(mutant, tree, compiler, libraries, text)
                finally:
                    free.append(tree)

            with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
                outcomes = list(pool.map(judge, mutants))
            survivors = [m for m, result in zip(mutants, outcomes) if result == "survived"]
            equivalent = [m for m in survivors if m.key() in equivalents]
            killed = outcomes.count("killed")
            for mutant in survivors:
                if mutant.key() in equivalents:
                    continue
                failed = True
                print(f"{DETAIL}/{header}.hpp:{mutant.line + 1} survived\n"
                      f"  - {mutant.original.strip()}\n  + {mutant.changed.strip()}")
            judged = killed + len(survivors)
            print(f"{header}: {killed} of {judged} mutants killed ({100 * killed / max(judged, 1):.1f} %), "
                  f"{len(equivalent)} argued equivalent, {outcomes.count('does not compile')} did not compile", flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
