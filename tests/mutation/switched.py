#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Mutation tests of many mutants at a time: one build holds all of them, and a number chooses one when it runs.

    python3 tests/mutation/switched.py [--target T] [--scalar N] [--vector N] [--seed N] [--jobs N]
                                       [--folder F] [--tests SOURCE...] [HEADER...]

Takes so many mutants of scalar code (.hpp) and of vector code (.inl), chosen by the seed from the headers named, which
are relative to detail/, or from all headers of detail's FOLDERS. Each mutant of an expression `e` becomes
`(cnr_mutant(7) ? (changed) : (e))`, so that the tests are compiled once. A first run without any mutant finds which
test reaches which mutant, and how long it takes. Each mutant then meets the tests that reach it, the shortest first,
until one fails.

The target is the emulated one, beside which the scalar loops run, or avx2, avx512 or avx512vbmi, which this processor
needs to have. Of these, vector code includes the target's headers in simd/, scalar code is left out unless --scalar
asks for it, and tests of other targets' vectors are left out. What an instruction takes as an immediate operand is
ALONE.

Prints what became of each: killed, argued (equivalent.txt lists it), SURVIVED, or UNREACHED, which what is computed
while compiling is as well. ALONE are those that cannot be switched, such as types and constant expressions. UNREACHED
and ALONE need a build each: run.py with the header, and --only with the line.

The folder keeps the programs. Those that are there are not built again; delete one to build it again, and all of it for
another sample.
"""

import argparse
import bisect
import collections
import concurrent.futures
import dataclasses
import os
import pathlib
import random
import re
import resource
import shutil
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import run as single  # noqa: E402

ROOT = single.ROOT
FOLDERS = ["forward", "geometry", "gradient", "parallel", "preprocess", "validate"]
# The headers of each target in simd/.
SIMD_HEADERS = {"emulated": [], "avx2": ["vectors.inl", "formats.inl", "avx2.hpp"]}
SIMD_HEADERS["avx512"] = ["vectors.inl", "formats.inl", "avx512.hpp"]
SIMD_HEADERS["avx512vbmi"] = [*SIMD_HEADERS["avx512"], "avx512vbmi.hpp"]
# Programs of tests, each a source, and the targets on which it runs.
TARGET_TESTS = [single.TAP_TABLE_TEST, single.GATHER_PLAN_TEST, single.KERNEL_CHOICE_TEST, single.READERS_TEST,
                single.VERTICAL_TEST, single.WRITERS_TEST, single.ENCODER_TEST, single.SCATTER_PLAN_TEST,
                single.BLOCK_TERMS_TEST, single.PLANE_RUNS_TEST, single.FILTER_WEIGHTS_TEST,
                single.RESAMPLE_BOXES_TEST]
SIMD_TESTS = ["tests/detail/simd/conformance_test.cpp"]
SCALAR_TESTS = sorted({source for sources in single.TESTS.values() for source in sources})
CALL_TESTS = [single.FILTER_LAYOUT_TEST, single.LAYOUT_TEST, single.STREAMING_TEST,
              "tests/crop_and_resize_destination_random_test.cpp",
              "tests/crop_and_resize_destination_streaming_test.cpp",
              "tests/crop_and_resize_grad_layout_test.cpp", "tests/crop_and_resize_grad_random_test.cpp",
              "tests/crop_and_resize_extend_random_test.cpp", "tests/crop_and_resize_extend_test.cpp",
              "tests/crop_and_resize_filter_random_test.cpp", "tests/crop_and_resize_filter_call_test.cpp",
              "tests/crop_and_resize_coordinates_random_test.cpp", "tests/crop_and_resize_destination_error_test.cpp",
              "tests/crop_and_resize_images_test.cpp"]
# Arrays whose indices are checked tell where a mutant reads beside one what it does not use.
FLAGS = ["-std=c++17", "-O1", "-w", "-fpermissive", "-D_GLIBCXX_ASSERTIONS", "-fsanitize=bounds",
         "-fsanitize-undefined-trap-on-error", "-DCNR_TEST_ALONE", "-DCNR_TEST_FEW_ELEMENTS"]
FLAGS += [f'-DCNR_GOLDEN_DIR="{ROOT}/tests/golden/data"']
# Those that leave out better targets.
TARGET_FLAGS = {"emulated": ["-DCNR_NO_SIMD", *single.KERNEL_FLAGS], "avx2": ["-DCNR_NO_AVX512"],
                "avx512": ["-DCNR_NO_AVX512VBMI"], "avx512vbmi": []}
# The suites of the tests that look at a target by itself end with these.
TARGET_SUITES = {target: [f"/{target}"] for target in TARGET_FLAGS}
TARGET_SUITES["avx512vbmi"].append("/avx512")  # whose kernels it has
LIBRARIES = ["-lgtest_main", "-lgmock", "-lgtest", "-pthread"]
SWITCH = """#include <cstdio>
#include <cstdlib>
#include <type_traits>
#if !defined(CNR_MUTATION_SWITCH)
#define CNR_MUTATION_SWITCH
// The number of the mutant that is on, and which mutants the tests reach; written to a file at the end.
struct cnr_mutation_state {
  int active = std::getenv("CNR_MUTANT") != nullptr ? std::atoi(std::getenv("CNR_MUTANT")) : -1;
  unsigned char reached[MUTANT_COUNT] = {};
  ~cnr_mutation_state() {
    if (const char* const path = std::getenv("CNR_MUTANTS_REACHED")) {
      if (std::FILE* const file = std::fopen(path, "wb")) {
        std::fwrite(reached, 1, sizeof(reached), file);
        std::fclose(file);
      }
    }
  }
};
inline cnr_mutation_state cnr_mutation;
__attribute__((always_inline)) constexpr bool cnr_mutant(int number) noexcept {
  if (__builtin_is_constant_evaluated()) return false;
  cnr_mutation.reached[number] = 1;
  return cnr_mutation.active == number;
}
#endif
"""
# What precedes a place in the initializer of a constant, which may be on lines before it.
IN_CONSTANT = re.compile(r"\bconstexpr\b[^;(){}]*[={][^;]*$")
OPENING = "([{"
CLOSING = {")": "(", "]": "[", "}": "{"}


@dataclasses.dataclass(frozen=True)
class Change:
    """A mutant by its place in the file's text."""
    mutant: single.Mutant
    begin: int
    end: int
    replacement: str


def change_of(mutant, starts):
    """What differs between the mutant's line and the original's."""
    original, changed = mutant.original, mutant.changed
    head = len(os.path.commonprefix([original, changed]))
    rest = min(len(original), len(changed)) - head
    tail = len(os.path.commonprefix([original[head:][::-1], changed[head:][::-1]]))
    tail = min(tail, rest)
    begin = starts[mutant.line] + head
    return Change(mutant, begin, starts[mutant.line] + len(original) - tail, changed[head:len(changed) - tail])


def blank_comments(text):
    return re.sub(r"//[^\n]*|/\*.*?\*/", lambda match: re.sub(r"[^\n]", " ", match.group(0)), text, flags=re.S)


def brackets_of(text):
    """For each place, the innermost bracket that encloses it; and each bracket's partner."""
    enclosing, partner, open_ = [-1] * (len(text) + 1), {}, []
    quote = ""
    for at, letter in enumerate(text):
        if letter in CLOSING and not quote and open_:
            partner[open_[-1]] = at
            partner[at] = open_.pop()
        enclosing[at] = open_[-1] if open_ else -1
        if quote:
            if letter == quote and text[at - 1] != "\\":
                quote = ""
        elif letter == '"' or (letter == "'" and not text[at - 1].isalnum()):
            quote = letter
        elif letter in OPENING:
            open_.append(at)
    return enclosing, partner


class Regions:
    """Finds the expression or statement of a text that can be switched."""

    def __init__(self, text):
        self.text = blank_comments(text)
        self.enclosing, self.partner = brackets_of(self.text)

    def split(self, begin, end, separators):
        """Parts of a range between separators that no bracket of the range encloses."""
        cuts, at = [begin], begin
        while at < end:
            if self.text[at] in OPENING and at in self.partner:
                at = self.partner[at]
            elif self.text[at] in separators:
                cuts.append(at + 1)
            at += 1
        return cuts, end

    def part_around(self, begin, end, separators, place):
        cuts, end = self.split(begin, end, separators)
        at = bisect.bisect_right(cuts, place) - 1
        return self.trimmed(cuts[at], cuts[at + 1] - 1 if at + 1 < len(cuts) else end)

    def trimmed(self, begin, end):
        while begin < end and self.text[begin].isspace():
            begin += 1
        while end > begin and self.text[end - 1].isspace():
            end -= 1
        return begin, end

    def before(self, at):
        return self.text[max(0, at - 60):at].rstrip()

    def region(self, change):
        """(kind, begin, end) of what is switched: "expression" or "statement"; None where nothing can be."""
        bracket = self.enclosing[change.begin]
        while bracket >= 0:
            end = self.partner.get(bracket)
            if end is None:
                return None
            before = self.before(bracket)
            if change.end > end:
                return None
            if self.text[bracket] == "(":
                if re.search(r"\b(if constexpr|static_assert|noexcept|decltype|sizeof|alignas)$", before):
                    return None
                if re.search(r"\b(if|while|switch)$", before):
                    return ("expression", *self.trimmed(bracket + 1, end))
                if re.search(r"\bfor$", before):
                    part = self.part_around(bracket + 1, end, ";", change.begin)
                    equals = re.search(r"[^=<>!]=\s", self.text[part[0]:part[1]])
                    if part[0] == self.trimmed(bracket + 1, end)[0]:
                        if not equals or change.begin < part[0] + equals.end():
                            return None
                        return ("expression", *self.part_around(part[0] + equals.end(), part[1], ",", change.begin))
                    return ("expression", *part)
                part = self.part_around(bracket + 1, end, ",", change.begin)
                if re.search(r"\b__builtin_\w+$", before) and re.fullmatch(r"\w+", self.text[slice(*part)]):
                    return None  # an immediate operand
                if self.text[part[0]] != "{" and part[0] <= change.begin and change.end <= part[1]:
                    return ("expression", *part)
                return None
            if self.text[bracket] == "[":
                if re.search(r"[\w)\]]$", before):
                    return ("expression", *self.trimmed(bracket + 1, end))
                return None
            if re.search(r"(?<!\bconst)(?<!\bnoexcept)(?<!\boverride)(?<!\belse)(?<!\bdo)[\w>]$|[=,({]$|\breturn$",
                         before) and ";" not in self.text[bracket:end]:
                part = self.part_around(bracket + 1, end, ",", change.begin)
                if part[0] < part[1] and self.text[part[0]] != "{":
                    return ("expression", *part)
                bracket = self.enclosing[bracket] if bracket > 0 else -1
                continue
            return self.statement(bracket + 1, end, change)
        return None

    def statement(self, block_begin, block_end, change):
        # The statement around the change: after the last separator before it.
        at, begin = block_begin, block_begin
        while at < change.begin:
            letter = self.text[at]
            if letter in OPENING and at in self.partner and self.partner[at] < change.begin:
                at = self.partner[at]
                if letter == "{" and self.text[at + 1:at + 2] in ("\n", " ", "") and self.text[at + 1:at + 3] != " :":
                    begin = at + 1
            elif letter == ";":
                begin = at + 1
            at += 1
        while at < block_end and self.text[at] != ";":
            if self.text[at] in OPENING and at in self.partner:
                at = self.partner[at]
            at += 1
        begin, end = self.trimmed(begin, at + 1)
        if self.text[end - 1] != ";":
            return None
        while True:  # what comes before the statement itself
            match = re.compile(r"(if|while|for)\s*\(|else\b\s*|(case [\w:]+|default|public|private):\s*").match(
                self.text, begin)
            if match is None:
                break
            if self.text[match.end() - 1] == "(":
                close = self.partner[match.end() - 1]
                if change.begin <= close:
                    return ("expression", *self.trimmed(match.end(), close))
                begin, _ = self.trimmed(close + 1, end)
            else:
                begin = match.end()
        code = self.text[begin:end - 1]
        if re.search(r"\bconstexpr\b|\bstatic\b|\busing\b|\balignas\b", code.split("=")[0].split("{")[0]):
            return None
        if re.fullmatch(r"(const )?[\w:]+(<[^;]*>)?[&*]* \w+(\s*[({].*)?", code, re.S) and not code.startswith("return"):
            return None  # a declaration, whose name would end with the switch
        if code.startswith("return ") and not code.startswith("return {"):
            return ("expression", begin + len("return "), end - 1)
        equals = [match for match in re.finditer(r"(?<= )([-+*/%&|^]|<<|>>)?=(?= |\n)", code)
                  if self.enclosing[begin + match.start()] == self.enclosing[begin]]
        if equals and change.begin >= begin + equals[0].end():
            inside = self.trimmed(begin + equals[0].end(), end - 1)
            if self.text[inside[0]] != "{":
                return ("expression", *inside)
            return None
        if equals and re.search(r"[\w>&*] +\w+$", self.text[begin:begin + equals[0].start()].rstrip()):
            return None  # a declaration's type
        return ("statement", begin, end)


def region_of(regions, change):
    mutant = change.mutant
    if "constexpr" in mutant.original and "if constexpr" not in mutant.original and " constexpr " in mutant.original:
        return None
    falsified = re.match(r"^(\s+)if \(false\) ", mutant.changed)
    if falsified and not re.match(r"^(\s+)if \(false\) ", mutant.original):
        opening = regions.text.index("(", regions.text.rindex("\n", 0, change.begin + 1))
        if "constexpr" in regions.text[opening - 12:opening] or opening not in regions.partner:
            return None
        return ("expression", *regions.trimmed(opening + 1, regions.partner[opening])), "false"
    place = regions.region(change)
    if place is None or not place[1] <= change.begin or not change.end <= place[2]:
        return None
    kind, begin, end = place
    text = regions.text
    if IN_CONSTANT.search(text[max(0, begin - 600):begin]):
        return None
    return place, text[begin:change.begin] + change.replacement + text[change.end:end]


def switched_text(text, numbered):
    """The text with all changes, a list of (number, place, changed text), each behind its switch, on the same lines."""
    text = blank_comments(text)
    by_place = {}
    for number, place, changed in numbered:
        by_place.setdefault(place, []).append((number, changed))
    places = sorted(by_place, key=lambda place: (place[1], -place[2], place[0] == "expression"))

    def emit(begin, end, inner):
        out, at = [], begin
        while inner:
            place = inner[0]
            nested = [other for other in inner[1:] if other[1] < place[2]]
            inner = [other for other in inner[1:] if other[1] >= place[2]]
            out.append(text[at:place[1]])
            plain = emit(place[1], place[2], nested)
            for number, changed in by_place[place]:
                flat = changed.replace("\n", " ")
                if place[0] == "expression":
                    plain = f"(cnr_mutant({number}) ? ({flat}) : ({plain}))"
                else:
                    plain = f"if (cnr_mutant({number})) {{ {flat} }} else {{ {plain} }}"
            out.append(plain)
            at = place[2]
        out.append(text[at:end])
        return "".join(out)

    return emit(0, len(text), places)


def all_headers(target):
    detail = ROOT / single.DETAIL
    found = [str(path.relative_to(detail)) for folder in FOLDERS for path in sorted((detail / folder).rglob("*"))
             if path.is_file()]
    return found + [f"simd/{name}" for name in SIMD_HEADERS[target]]


def in_detail(header):
    """A header's path as mutants name it, relative to the folder detail."""
    return header[len("detail/"):] if header.startswith("detail/") else f"../{header}"


def is_argued(mutant, equivalents):
    """Whether equivalent.txt lists a mutant, where headers are named as run.py names them."""
    short = mutant.header[:-len(".hpp")] if mutant.header.endswith(".hpp") else mutant.header
    header, original, changed = mutant.key()
    return (short if short in single.TESTS else header, original, changed) in equivalents


def is_vector(mutant):
    return mutant.header.endswith(".inl") or mutant.header.startswith("simd/")


def chosen(headers, scalar, vector, seed):
    generator, taken = random.Random(seed), []
    all_ = [mutant for header in headers
            for mutant in single.mutants_of(header, (ROOT / single.DETAIL / header).read_text())]
    for count, of_vectors in (scalar, False), (vector, True):
        stratum = [mutant for mutant in all_ if is_vector(mutant) == of_vectors]
        taken += generator.sample(stratum, min(count, len(stratum)))
        print(f"{'vector' if of_vectors else 'scalar'}: {min(count, len(stratum))} of {len(stratum)}, seed {seed}")
    return sorted(taken, key=lambda mutant: (mutant.header, mutant.line, mutant.changed))


class Build:
    """A tree of headers with switches in them, and the programs that are built of it."""

    def __init__(self, folder, mutants, target):
        self.folder, self.mutants, self.target = folder, mutants, target
        self.kept = folder / "alone.txt"
        # Numbers of mutants that cannot be switched.
        self.alone = set(map(int, self.kept.read_text().split())) if self.kept.exists() else set()
        self.include = folder / "include"
        self.places = {}

    def write(self):
        shutil.rmtree(self.include, ignore_errors=True)
        shutil.copytree(ROOT / "include", self.include)
        (self.folder / "switch.hpp").write_text(SWITCH.replace("MUTANT_COUNT", str(len(self.mutants))))
        for header in sorted({mutant.header for mutant in self.mutants}):
            path = self.include.parent / single.DETAIL / header
            text = path.read_text()
            regions = Regions(text)
            starts = [0]
            for line in text.split("\n"):
                starts.append(starts[-1] + len(line) + 1)
            numbered = []
            for number, mutant in enumerate(self.mutants):
                if mutant.header != header or number in self.alone:
                    continue
                found = region_of(regions, change_of(mutant, starts))
                if found is None:
                    self.alone.add(number)
                    continue
                place, changed = found
                lines = range(bisect.bisect_right(starts, place[1]), bisect.bisect_right(starts, place[2]) + 1)
                self.places[number] = (header, lines)
                numbered.append((number, place, changed))
            if any(line.lstrip().startswith("#") for _, place, _ in numbered
                   for line in text[place[1]:place[2]].split("\n")):
                sys.exit(f"{header}: a switch around a directive")
            path.write_text(switched_text(text, numbered))

    def command(self, source, *more):
        return [os.environ.get("CXX", "g++"), *FLAGS, *TARGET_FLAGS[self.target], "-include",
                str(self.folder / "switch.hpp"), f"-I{self.include}", f"-I{ROOT}/tests", str(ROOT / source), *more]

    def program(self, source):
        return self.folder / pathlib.Path(source).stem

    def compile(self, source):
        """Compiles, without the switches that do not compile. Programs built before may hold more switches."""
        while not self.program(source).exists():
            built = subprocess.run(self.command(source, "-o", str(self.program(source)), *LIBRARIES),
                                   stderr=subprocess.PIPE, text=True, check=False)
            if built.returncode == 0:
                return
            faulty = set()
            for header, line in re.findall(r"/include/crop_and_resize/([\w/.]+):(\d+):\d+: (?:fatal )?error",
                                           built.stderr):
                faulty |= self.at(header, int(line))
            if not faulty:
                for header, line in re.findall(r"/include/crop_and_resize/([\w/.]+):(\d+)", built.stderr):
                    faulty |= self.at(header, int(line))
            if not faulty:
                # A name that is missing after a switch: the last switch before it in that header.
                for header, line in re.findall(r"/include/crop_and_resize/([\w/.]+):(\d+):\d+: error",
                                               built.stderr):
                    before = [number for number, (of, lines) in self.places.items()
                              if of == in_detail(header) and lines[0] < int(line) and number not in self.alone]
                    faulty |= set(sorted(before, key=lambda number: self.places[number][1][0])[-1:])
            if not faulty:
                print(built.stderr[:3000])
                sys.exit(f"{source} does not compile")
            print(f"{source}: {len(faulty)} cannot be switched: {sorted(faulty)}", flush=True)
            self.alone |= faulty
            self.kept.write_text(" ".join(map(str, sorted(self.alone))))
            self.write()

    def at(self, header, line):
        return {number for number, (of, lines) in self.places.items()
                if of == in_detail(header) and line in lines and number not in self.alone}


def limit(seconds):
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run_test(program, name, target, more, seconds):
    """Whether a test passes, and the processor's seconds that it takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        ran = subprocess.run([str(program), f"--gtest_filter={name}", "--gtest_brief=1", "--gtest_fail_fast"],
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
                             timeout=20 * seconds + 60, preexec_fn=lambda: limit(seconds),
                             env={**os.environ, "CNR_TEST_SEED": "1", "CNR_TEST_EFFORT": os.environ.get(
                                 "CNR_TEST_EFFORT", "60"), "CNR_TARGET": target, **more})
    except subprocess.TimeoutExpired:
        return False, 0.0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ran.returncode == 0, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def tests_of(program, target):
    """The tests of a program, without those of other targets' vectors."""
    suites = [name for names in TARGET_SUITES.values() for name in names]
    others = tuple(f"{name}." for name in suites if name not in TARGET_SUITES[target])
    listed = subprocess.run([str(program), "--gtest_list_tests"], stdout=subprocess.PIPE, text=True, check=True).stdout
    suite, found = "", []
    for line in listed.split("\n"):
        if line and not line.startswith((" ", "Running")):
            suite = line.split()[0]
        elif line.startswith("  ") and not suite.endswith(others):
            found.append(suite + line.split("#")[0].strip())
    return found


def reach(build, sources):
    """Each test that passes without mutants: seconds, program, name, target, the numbers that it reaches."""
    found = []
    file = build.folder / "reached"
    for source in sources:
        program = build.program(source)
        is_on_scalar = build.target == "emulated" and source not in TARGET_TESTS
        targets = [build.target, "scalar"] if is_on_scalar else [build.target]
        for name in tests_of(program, build.target):
            for target in targets:
                file.unlink(missing_ok=True)
                passed, seconds = run_test(program, name, target, {"CNR_MUTANTS_REACHED": str(file)}, 120)
                if not passed:
                    print(f"{name} on {target} fails without any mutant", flush=True)
                    continue
                reached = {number for number, is_reached in enumerate(file.read_bytes()) if is_reached}
                found.append((seconds, program, name, target, reached))
    return sorted(found, key=lambda test: test[0])


def judge(number, tests):
    """The test that fails for a mutant; None where none does."""
    for seconds, program, name, target, reached in tests:
        if number in reached:
            passed, _ = run_test(program, name, target, {"CNR_MUTANT": str(number)}, int(4 * seconds) + 3)
            if not passed:
                return f"{name} on {target}"
    return None


def main():
    parser = argparse.ArgumentParser(description="Mutation tests, many mutants in a build.")
    parser.add_argument("headers", nargs="*", help="relative to detail; all of FOLDERS if none is named")
    parser.add_argument("--tests", nargs="+", help="sources, instead of all")
    parser.add_argument("--target", choices=list(TARGET_FLAGS), default="emulated")
    parser.add_argument("--scalar", type=int, help="200 over the emulated target; else none")
    parser.add_argument("--vector", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="mutants that are judged at a time")
    parser.add_argument("--folder", help="for the builds; build/mutation and the target's name")
    arguments = parser.parse_args()
    target = arguments.target
    folder = pathlib.Path(arguments.folder or f"build/mutation_{target}").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    scalar = arguments.scalar if arguments.scalar is not None else 200 if target == "emulated" else 0
    mutants = chosen(arguments.headers or all_headers(target), scalar, arguments.vector, arguments.seed)
    equivalents = single.read_equivalents()
    build = Build(folder, mutants, target)
    build.write()
    print(f"{len(build.alone)} of {len(mutants)} cannot be switched", flush=True)
    more = SCALAR_TESTS if scalar > 0 else []
    simd = [] if target == "emulated" else SIMD_TESTS
    sources = arguments.tests or list(dict.fromkeys([*TARGET_TESTS, *simd, *more, *CALL_TESTS]))
    for source in sources:
        start = time.time()
        build.compile(source)
        print(f"{source} built in {time.time() - start:.0f} s", flush=True)
    tests = reach(build, sources)
    print(f"{len(tests)} tests, {sum(test[0] for test in tests):.1f} s", flush=True)
    counts = collections.Counter()
    # In any order, so that what was judged when a run is broken off is a sample, too.
    order = [number for number in random.Random(arguments.seed).sample(range(len(mutants)), len(mutants))
             if number not in build.alone]
    pool = concurrent.futures.ThreadPoolExecutor(arguments.jobs)
    for number, killer in zip(order, pool.map(lambda number: judge(number, tests), order)):
        mutant = mutants[number]
        kind = "vector" if is_vector(mutant) else "scalar"
        is_reached = any(number in test[4] for test in tests)
        word = (f"killed by {killer}" if killer else "argued" if is_argued(mutant, equivalents) else
                "SURVIVED" if is_reached else "UNREACHED")
        counts[kind, word.split()[0]] += 1
        print(f"{number} {kind} {mutant.header}:{mutant.line + 1} {word}", flush=True)
        if word in ("SURVIVED", "UNREACHED"):
            print(f"  - {mutant.original.strip()}\n  + {mutant.changed.strip()}", flush=True)
    for kind, word in sorted(counts):
        print(f"{kind}: {counts[kind, word]} {word}")
    for number in sorted(build.alone):
        mutant = mutants[number]
        print(f"ALONE {number} {mutant.header}:{mutant.line + 1}\n  - {mutant.original.strip()}\n  + "
              f"{mutant.changed.strip()}", flush=True)


if __name__ == "__main__":
    main()
