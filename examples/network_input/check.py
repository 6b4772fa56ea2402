#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compares what network_input wrote with NumPy's arithmetic, bit for bit.

    check.py elements FILE TYPE NUMBER...        the shape is (1, 3, 1, any), and the elements are these numbers
    check.py normalised FILE TYPE RAW MEAN STD   FILE is RAW, normalised by NumPy
    check.py letterboxed FILE RAW FILL BOX...    FILE is RAW with each box's proportions; BOX is WIDTHxHEIGHT. RAW.0,
                                                 RAW.1 ... hold the boxes in the sizes that they have in FILE
    check.py sizes CROP BOX...                   prints these sizes

RAW files are floats that were not normalised, TYPE is float32 or float16, CROP is HEIGHTxWIDTH, and MEAN and STD are
three numbers with commas between them.
"""

import sys

import numpy as np


def require(holds, what):
    if not holds:
        sys.exit(f"check.py {' '.join(sys.argv[1:])}: {what}")


def load(path, dtype="float32"):
    array = np.load(path)
    require(array.dtype == np.dtype(dtype), f"{path} is {array.dtype}")
    require(array.flags.c_contiguous, f"{path} is not in C order")
    return array


def require_same_bytes(found, expected):
    require(found.shape == expected.shape, f"{found.shape}, not {expected.shape}")
    different = found.view(f"u{found.itemsize}") != np.ascontiguousarray(expected).view(f"u{expected.itemsize}")
    require(not different.any(), f"{different.sum()} of {found.size} elements differ")


def elements(path, dtype, *numbers):
    array = load(path, dtype)
    require(array.shape[:3] == (1, 3, 1), f"the shape is {array.shape}")
    require_same_bytes(array.ravel(), np.array(numbers, dtype="float64").astype(dtype))


def normalised(path, dtype, raw_path, mean_text, std_text):
    mean, std = (np.array(text.split(","), dtype="float64").reshape(3, 1, 1) for text in (mean_text, std_text))
    scale = (1 / (255 * std)).astype("float32")
    bias = (-mean / std).astype("float32")
    require_same_bytes(load(path, dtype), (load(raw_path) * scale + bias).astype(dtype))
    # And as PyTorch's users write it, which rounds otherwise.
    written = (load(raw_path) / np.float32(255) - mean.astype("float32")) / std.astype("float32")
    tolerance = 1e-6 if dtype == "float32" else 2e-3
    require(np.allclose(load(path, dtype), written, rtol=tolerance, atol=tolerance), "too far from the formula")


def place(crop, box):
    """The size of a box in its crop, by YOLOv5's arithmetic, and where it begins."""
    ratio = min(whole / part for whole, part in zip(crop, box))
    size = [round(part * ratio) for part in box]
    return size, [round((whole - part) / 2 - 0.1) for whole, part in zip(crop, size)]


def to_size(text):
    return [int(side) for side in text.split("x")]


def letterboxed(path, raw_path, fill, *boxes):
    array = load(path)
    require(len(array) == len(boxes), f"there are {len(array)} crops")
    for number, (crop, box) in enumerate(zip(array, boxes)):
        (height, width), (top, left) = place(crop.shape[1:], to_size(box)[::-1])
        expected = np.full_like(crop, np.float32(fill))
        expected[:, top : top + height, left : left + width] = load(f"{raw_path}.{number}")[0]
        require_same_bytes(crop, expected)


def sizes(crop, *boxes):
    for box in boxes:
        print("x".join(map(str, place(to_size(crop), to_size(box)[::-1])[0])))


if __name__ == "__main__":
    {f.__name__: f for f in (elements, normalised, letterboxed, sizes)}[sys.argv[1]](*sys.argv[2:])
