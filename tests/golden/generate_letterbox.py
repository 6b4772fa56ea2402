#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes data/letterbox.txt: where Python's arithmetic places an image in a padded crop.

    python3 tests/golden/generate_letterbox.py

The formula is that of `letterbox` in YOLOv5 and of `LetterBox` in Ultralytics: its operations, their order and Python's
own round, which rounds ties to even. Needs Python alone; the same numbers in every run. A line has thirteen numbers:

    image height, image width, crop height, crop width, scale_up, is_centred, stride,
    top, left, picture height, picture width, padded height, padded width
"""

import pathlib
import random


def place(image, crop, scale_up, is_centred, stride):
    """The numbers from `top` on."""
    ratio = min(crop[0] / image[0], crop[1] / image[1])
    if not scale_up:
        ratio = min(ratio, 1.0)
    picture = [round(extent * ratio) for extent in image]
    padding = [whole - part for whole, part in zip(crop, picture)]
    if stride:
        padding = [extent % stride for extent in padding]
    if is_centred:
        padding = [extent / 2 for extent in padding]
    before = [round(extent - 0.1) if is_centred else 0 for extent in padding]
    after = [round(extent + 0.1) for extent in padding]
    padded = [first + part + last for first, part, last in zip(before, picture, after)]
    return before + picture + padded


def cases():
    """Sizes that people use, sizes whose scaled extents are ties, and random ones."""
    sides = [320, 416, 640, 1280]
    for image in [(1080, 1920), (720, 1280), (480, 640), (1920, 1080), (375, 500), (427, 640), (512, 512), (3024, 4032)]:
        for side in sides:
            yield image, (side, side)
    # Half of an odd number is a tie: 320.5 becomes 320, 321.5 becomes 322.
    for extent in range(637, 657, 2):
        yield (1280, extent), (640, 640)
        yield (extent, 1280), (640, 640)
    yield (1, 1), (1, 1)
    yield (1, 1), (7, 4)
    yield (2, 3), (1000, 1001)
    numbers = random.Random(17)
    for _ in range(200):
        image = (numbers.randint(1, 5000), numbers.randint(1, 5000))
        crop = (numbers.randint(1, 1500), numbers.randint(1, 1500))
        yield image, crop


def main():
    numbers = random.Random(18)
    lines = []
    for image, crop in cases():
        for scale_up, is_centred in ((True, True), (numbers.random() < 0.5, numbers.random() < 0.5)):
            stride = 32 if numbers.random() < 0.25 else 0
            placed = place(image, crop, scale_up, is_centred, stride)
            # Python's formula gives very flat images a picture without pixels. The library gives it one.
            if min(placed[2:4]) > 0:
                lines.append([*image, *crop, int(scale_up), int(is_centred), stride, *placed])
    text = "".join(" ".join(map(str, line)) + "\n" for line in lines)
    (pathlib.Path(__file__).parent / "data" / "letterbox.txt").write_text(text, encoding="ascii")
    print(f"{len(lines)} lines")


if __name__ == "__main__":
    main()
