# SPDX-License-Identifier: MIT
"""Cliffs that are as they should be: on which condition, and why. None hides a cliff that is higher than it explains.

Needs no package.
"""

import dataclasses
from collections.abc import Callable

from comparison.walks import Point

ELEMENT_SIZES = {"uint8": 1, "int8": 1, "uint16": 2, "int16": 2, "float16": 2, "bfloat16": 2, "int32": 4, "float32": 4,
                 "int64": 8, "float64": 8}

CACHE_LINE = 64
LONGEST_TABLES = 128  # bytes of two tables of AVX-512
SECOND_LEVEL = 1 << 20  # bytes of a small second-level cache
LAST_LEVEL = 32 << 20  # exceeds_caches in parallel/cost.hpp


@dataclasses.dataclass(frozen=True)
class Cliff:
    walk: str
    point: Point  # the slow call
    beside: Point | str  # the neighbour, or the target or peer
    times: float
    target: str  # that `point` runs on

    @property
    def name(self):
        return f"{self.point.name}; beside {self.beside if isinstance(self.beside, str) else self.beside.name}"

    @property
    def is_step(self):
        return isinstance(self.beside, Point)

    @property
    def size(self):
        return ELEMENT_SIZES[self.point.element]

    @property
    def pixel_size(self):
        """Bytes that are together where a row of the image is read."""
        return self.size * (self.point.channels if self.point.image_layout == "NHWC" else 1)

    @property
    def column_step(self):
        """Bytes from what a column of the crops reads to what the next one reads, in the widest boxes."""
        return self.pixel_size * self.point.side[1] * self.point.width / self.point.crop_width

    @property
    def lines_read(self):
        """Bytes of the cache lines that the boxes read, if they are of the whole image."""
        rows = min(2 * self.point.crop_height, self.point.height)
        columns = min(self.point.crop_width * max(CACHE_LINE, self.pixel_size), self.point.width * self.pixel_size)
        return rows * columns


@dataclasses.dataclass(frozen=True)
class Explanation:
    title: str
    why: str  # a sentence or two
    most: float  # times: what is slower than that has another cause
    holds: Callable[[Cliff], bool]


def image_size(cliff):
    return cliff.size * cliff.point.height * cliff.point.width * cliff.point.channels


EXPLANATIONS = (
    Explanation(
        "the same code",
        "avx512vbmi has kernels of its own for elements of one byte only. For others it runs those of avx512, so "
        "that the difference is that of two processes: where their memory lies, and what else the machine does.",
        2, lambda cliff: cliff.target == "avx512vbmi" and cliff.beside == "avx512" and cliff.size > 1),
    Explanation(
        "rows shorter than a window",
        "Tables are loaded as a whole, and no byte beyond a row of the image may be read. So a row that is "
        "shorter than the tables of a vector is copied first. AVX2 has shorter tables.",
        2.6, lambda cliff: cliff.point.width * cliff.pixel_size < LONGEST_TABLES),
    Explanation(
        "a cache line for each column",
        "Columns are a cache line or more apart. The time is that of the cache lines, which all targets wait "
        "for, and which the scalar loops wait for while they compute.",
        2, lambda cliff: not cliff.is_step and cliff.column_step >= CACHE_LINE),
    Explanation(
        "more cache lines than a cache has",
        "The smaller crops read cache lines that stay in the second-level cache from one repetition of the call "
        "to the next; the larger ones do not.",
        2.6, lambda cliff: cliff.is_step and cliff.column_step >= CACHE_LINE / 2
        and cliff.lines_read > SECOND_LEVEL),
    Explanation(
        "an image that leaves a cache",
        "The neighbour's image fits the second-level cache, and this one does not.",
        2.3, lambda cliff: cliff.is_step and cliff.beside.height < cliff.point.height
        and image_size(cliff) > SECOND_LEVEL),
    Explanation(
        "pixels from memory",
        "The image is larger than the last-level cache, and each pixel is several cache lines of memory. How "
        "many of them a call reads depends on how its boxes lie, not on its kernels.",
        2.5, lambda cliff: cliff.pixel_size >= 2 * CACHE_LINE and image_size(cliff) > LAST_LEVEL),
    Explanation(
        "where windows end",
        "The elements of a vector no longer fit four tables. From here on, columns are copied one at a time, each "
        "by a load and a store. The step is the price of these; the larger crops are those that gain.",
        2.6, lambda cliff: cliff.is_step and cliff.column_step >= LONGEST_TABLES / 16
        and cliff.point.crop_width < cliff.beside.crop_width),
    Explanation(
        "windows of four floats",
        "A vector of AVX2 has a window for each four floats, one of AVX-512 has one window in all. So there are "
        "shrinkings at which AVX2 still reads elements where they are, and AVX-512 copies columns.",
        2, lambda cliff: cliff.beside == "avx2" and cliff.column_step > cliff.pixel_size),
    Explanation(
        "rows of three outputs",
        "A row of a crop that is one column wide fills three floats of a vector.",
        1.25, lambda cliff: cliff.beside == "scalar" and cliff.point.crop_width * cliff.point.channels == 3),
)


def explanation_for(cliff):
    """The first argument that explains a cliff, or None."""
    return next((each for each in EXPLANATIONS if cliff.times <= each.most and each.holds(cliff)), None)
