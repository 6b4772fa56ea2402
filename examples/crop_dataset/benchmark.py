#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What crop_dataset adds to decoding alone: benchmark.py CROP_DATASET PHOTOGRAPHS PHOTOGRAPH [ROUNDS]

PHOTOGRAPHS is the program of photographs.cpp, and PHOTOGRAPH the bundled one. Makes 200 JPEG files of 1080x1920 in a
temporary folder. Decodes them alone (--check), and makes datasets of them, in turns. Prints the medians of the time that
passed and of the processors' time, and the part of each that decoding alone takes.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time


def measure(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main(program, photographs, photograph, rounds="7"):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([photographs, photograph, folder, "200", "1080x1920", "8"], check=True)
        manifest = f"{folder}/manifest.csv"
        with open(manifest, encoding="ascii") as file:
            header, *lines = file
        size = sum(entry.stat().st_size for entry in os.scandir(folder) if entry.name.endswith(".jpg"))
        print(f"200 images of {size / 200 / 1000:.0f} kB")
        cases = {}
        for count in (2, 4, 8):
            with open(f"{folder}/{count}.csv", "w", encoding="ascii") as file:
                file.writelines([header] + [line for i, line in enumerate(lines) if i % 8 < count])
            for element in ("uint8", "float32"):
                cases[f"{count} boxes each, 224x224 {element}"] = [f"{folder}/{count}.csv", "--type", element]
        times = {name: [] for name in ("decoding alone", *cases)}
        for number in range(int(rounds)):
            times["decoding alone"].append(measure([program, "--check", manifest]))
            for name, arguments in cases.items():
                output = f"{folder}/output"
                times[name].append(measure([program, "--quiet", *arguments, output]))
                subprocess.run(["rm", "-r", output], check=True)
        alone = [statistics.median(column) for column in zip(*times["decoding alone"])]
        for name, rows in times.items():
            passed, busy = (statistics.median(column) for column in zip(*rows))
            print(
                f"{name:34} {passed:6.2f} s passed ({100 * alone[0] / passed:3.0f} %), "
                f"{busy:6.2f} s of processors ({100 * alone[1] / busy:3.0f} %)"
            )


if __name__ == "__main__":
    main(*sys.argv[1:])
