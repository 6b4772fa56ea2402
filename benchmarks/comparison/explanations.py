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
LARGE_CROPS = 8 << 20  # bytes: half of is_worth_streaming in parallel/cost.hpp
MANY = 16  # channels: a vector of AVX-512
PEERS = ("TensorFlow",)


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
    def is_beside_target(self):
        return not self.is_step and self.beside not in PEERS

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
    def box_times(self):
        """How many times as long a box takes as the neighbour's, all of its outputs."""
        return self.times * outputs(self.point) / outputs(self.beside)

    @property
    def is_between_layouts(self):
        return self.is_step and (self.point.image_layout, self.point.crops_layout) != (
            self.beside.image_layout, self.beside.crops_layout)

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


def outputs(point):
    """Of a crop."""
    return point.crop_height * point.crop_width * point.channels


def plane_size(point):
    """Bytes from a plane of the crops to the next one."""
    return 4 * point.crop_height * point.crop_width


def are_located_together(point):
    return outputs(point) <= 12 or point.crop_height * point.crop_width <= 4


def are_planes(layout):
    return layout in ("NCHW", "NCWH")


def are_columns(layout):
    return layout in ("NWHC", "NCWH")


def is_forward(cliff):
    return cliff.point.kind == "forward"


def image_size(cliff):
    return cliff.size * cliff.point.height * cliff.point.width * cliff.point.channels


EXPLANATIONS = (
    Explanation(
        "the same code",
        "avx512vbmi has kernels of its own for scanlines of elements of one byte only. For others, and for 32 "
        "channels or more, it runs those of avx512, so that the difference is that of two processes: where their "
        "memory lies, and what else the machine does.",
        2, lambda cliff: cliff.target == "avx512vbmi" and cliff.beside == "avx512" and (
            cliff.size > 1 or cliff.point.channels >= 32)),
    Explanation(
        "the same code of AVX2",
        "Gradients of images of pixels whose channels, 8 or more, leave a part of a vector of AVX-512 run the kernels "
        "of avx2 on all of these targets: the difference is that of two processes, which other programs disturb.",
        1.5, lambda cliff: cliff.target.startswith("avx512") and cliff.beside == "avx2"
        and cliff.point.kind == "grad_image" and cliff.point.image_layout in ("NHWC", "NWHC")
        and cliff.point.channels >= 8 and cliff.point.channels % 16 != 0),
    Explanation(
        "the set-up of a box",
        "A box as a whole takes no longer than the neighbour's, whose crop has more outputs. What precedes the first "
        "output of a box is divided by fewer of them.",
        4.5, lambda cliff: cliff.is_step and outputs(cliff.point) <= 1024 and cliff.box_times <= 1.15),
    Explanation(
        "boxes that are set up one by one",
        "The neighbour's crops have at most four pixels or twelve outputs. So its boxes are located together, and "
        "nothing is kept in a table. A larger crop needs the tables of a box, which pay from about sixteen outputs on.",
        2.3, lambda cliff: is_forward(cliff) and cliff.is_step and are_located_together(cliff.beside)
        and not are_located_together(cliff.point)),
    Explanation(
        "rows shorter than a window",
        "Tables are loaded as a whole, and no byte beyond a row of the image may be read. So a row that is "
        "shorter than the tables of a vector is copied first. AVX2 has shorter tables.",
        2.8, lambda cliff: cliff.beside not in PEERS and cliff.point.width * cliff.pixel_size < LONGEST_TABLES),
    Explanation(
        "a cache line for each column",
        "Columns are half a cache line or more apart, so that nearly each is in a line of its own. The time is that of "
        "the lines, which all targets wait for, and which the scalar loops wait for while they compute.",
        1.55, lambda cliff: is_forward(cliff) and cliff.is_beside_target and cliff.column_step >= CACHE_LINE / 2),
    Explanation(
        "more cache lines than a cache has",
        "The smaller crops read cache lines that stay in the second-level cache from one repetition of the call "
        "to the next; the larger ones do not.",
        2.6, lambda cliff: cliff.is_step and cliff.column_step >= CACHE_LINE / 2
        and cliff.lines_read > SECOND_LEVEL),
    Explanation(
        "an image that leaves a cache",
        "The neighbour's image fits the second-level cache, and this one does not.",
        2.5, lambda cliff: cliff.is_step and cliff.beside.height < cliff.point.height
        and image_size(cliff) > SECOND_LEVEL),
    Explanation(
        "crops that go to memory",
        "The crops of the call take more than 8 MiB, and less than what is written past the caches. So they go through "
        "the caches to memory, at a speed that changes from run to run with what else uses it.",
        1.45, lambda cliff: is_forward(cliff) and cliff.is_beside_target
        and 4 * outputs(cliff.point) * cliff.point.num_boxes > LARGE_CROPS),
    Explanation(
        "pixels from memory",
        "The image is larger than the last-level cache, and each pixel is several cache lines of memory. How "
        "many of them a call reads depends on how its boxes lie, not on its kernels. Which neighbours differ changes "
        "from run to run with what else uses the memory.",
        3.5, lambda cliff: cliff.pixel_size >= 2 * CACHE_LINE and image_size(cliff) > LAST_LEVEL),
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
    Explanation(
        "columns, not rows",
        "The image is stored by columns. Its columns are read as rows, and vectors of outputs are transposed in "
        "registers, which takes longer than to compute them.",
        3, lambda cliff: is_forward(cliff) and cliff.is_between_layouts and cliff.point.channels < MANY
        and are_columns(cliff.point.image_layout) and not are_columns(cliff.beside.image_layout)),
    Explanation(
        "columns of whole cache lines",
        "A pixel is a cache line, and pixels of a column follow one another: mixed transposed, all pixels between two "
        "outputs are converted to floats, also those that no output reads. The neighbour's planes are read by columns.",
        2.3, lambda cliff: is_forward(cliff) and cliff.is_between_layouts and cliff.size == 8
        and cliff.size * cliff.point.channels >= CACHE_LINE and cliff.point.channels < MANY
        and cliff.point.image_layout == cliff.point.crops_layout == "NWHC"),
    Explanation(
        "columns of pixels that become planes",
        "Outputs are rearranged twice, between rows and columns and between pixels and planes. The neighbour's image "
        "is planes as its crops are, and its rows are written as they are computed.",
        4.5, lambda cliff: is_forward(cliff) and cliff.is_between_layouts and 1 < cliff.point.channels < MANY
        and cliff.point.image_layout == "NWHC" and are_planes(cliff.point.crops_layout)
        and are_planes(cliff.beside.image_layout)),
    Explanation(
        "few planes that become pixels",
        "Each plane is a scanline of its own, and their outputs are interleaved. The neighbour's pixels are one "
        "scanline.",
        3, lambda cliff: is_forward(cliff) and cliff.is_between_layouts and 1 < cliff.point.channels < MANY
        and are_planes(cliff.point.image_layout) and cliff.point.crops_layout == "NHWC"
        and not are_planes(cliff.beside.image_layout)),
    Explanation(
        "few planes by rows that become pixels or planes by columns",
        "Each plane is a scanline of its own, whose rows of outputs become columns: they are transposed, or stored one "
        "by one between those of other channels. The neighbour's pixels are by columns as the crops are: they are "
        "computed transposed, all channels at once, and stored in rows.",
        3.8, lambda cliff: is_forward(cliff) and cliff.is_between_layouts and 1 < cliff.point.channels < MANY
        and cliff.point.image_layout == "NCHW" and are_columns(cliff.point.crops_layout)
        and cliff.beside.image_layout == "NWHC"),
    Explanation(
        "many planes that become pixels",
        "Each output reads elements in cache lines of their own, a plane apart from those of the next channel, and is "
        "transposed. The neighbour reads and writes a pixel as whole vectors: a tenth of a nanosecond an output, the "
        "speed of a copy.",
        5, lambda cliff: is_forward(cliff) and cliff.is_between_layouts and cliff.point.channels >= MANY
        and cliff.point.image_layout == "NCHW" and cliff.point.crops_layout == "NHWC"
        and not are_planes(cliff.beside.image_layout)),
    Explanation(
        "many planes that become columns of pixels",
        "As many planes that become pixels, and consecutive outputs of a row are a column of pixels apart in the "
        "crops: about one nanosecond an output, half of what the scalar loops take.",
        10.5, lambda cliff: is_forward(cliff) and cliff.is_between_layouts and cliff.point.channels >= MANY
        and cliff.point.image_layout == "NCHW" and cliff.point.crops_layout == "NWHC"
        and not are_planes(cliff.beside.image_layout)),
    Explanation(
        "many planes by columns",
        "Runs of planes need rows. So each plane is a scanline of its own, whose columns are transposed: half a "
        "nanosecond to one an output. The neighbour computes whole vectors of channels.",
        9, lambda cliff: is_forward(cliff) and cliff.is_between_layouts and cliff.point.channels >= MANY
        and cliff.point.image_layout == "NCWH" and cliff.point.crops_layout != "NWHC"
        and not are_planes(cliff.beside.image_layout)),
    Explanation(
        "many planes by columns that become columns of pixels",
        "They are computed transposed, as many planes that become pixels, and read as these do.",
        5, lambda cliff: is_forward(cliff) and cliff.is_between_layouts and cliff.point.channels >= MANY
        and cliff.point.image_layout == "NCWH" and cliff.point.crops_layout == "NWHC"
        and not are_planes(cliff.beside.image_layout)),
    Explanation(
        "many planes by rows that become planes by columns",
        "Rows of each plane are found by a plan, and their outputs transposed. The neighbour mixes whole vectors of "
        "channels, and its pixels are rearranged once.",
        3.3, lambda cliff: is_forward(cliff) and cliff.is_between_layouts and cliff.point.channels >= MANY
        and cliff.point.image_layout == "NCHW" and cliff.point.crops_layout == "NCWH"
        and not are_planes(cliff.beside.image_layout)),
    Explanation(
        "one pixel is all layouts",
        "A crop of one pixel is pixels and planes alike: its boxes are located together, and it is written as whole "
        "vectors of channels. Other planes are written from a buffer, box by box.",
        4, lambda cliff: is_forward(cliff) and cliff.is_step and cliff.point.crops_layout == "NCHW"
        and cliff.point.image_layout == "NHWC" and cliff.beside.crop_height * cliff.beside.crop_width == 1),
    Explanation(
        "one channel after whole vectors",
        "Pixels that become planes are computed in a buffer, so many vectors of channels at a time as it has room for. "
        "A channel beyond these is computed as a vector of its own, most of which was computed before.",
        2.2, lambda cliff: is_forward(cliff) and cliff.is_step and cliff.point.image_layout == "NHWC"
        and are_planes(cliff.point.crops_layout) and cliff.point.channels == cliff.beside.channels + 1
        and cliff.beside.channels % MANY == 0),
    Explanation(
        "planes that share sets of the cache",
        "The planes of the crops are a multiple of 4 KiB apart, so that those of one column compete for the same few "
        "lines of the first-level cache. The neighbour's planes have another distance.",
        3.5, lambda cliff: is_forward(cliff) and cliff.is_step and cliff.point.channels >= MANY
        and are_planes(cliff.point.crops_layout) and plane_size(cliff.point) % 4096 == 0
        and plane_size(cliff.beside) % 4096 != 0),
    Explanation(
        "gradients of fewer channels than a vector has",
        "From 8 channels on, those of a pixel fill a vector of AVX2, and from 16 on one of AVX-512. With fewer, small "
        "crops and planes of the boxes' gradient take the scalar loops: stores of a part of a vector are slower.",
        4.7, lambda cliff: not is_forward(cliff) and cliff.is_step and cliff.point.channels in (7, 15)
        and cliff.beside.channels == cliff.point.channels + 1),
    Explanation(
        "the sums of a box",
        "The boxes' gradient is summed in double, in an order that is the same on every target and executor: with a "
        "single gradient in a crop, most of the time is that of 32 partial sums. TensorFlow adds floats to four.",
        2.2, lambda cliff: cliff.point.kind == "grad_boxes" and cliff.beside in PEERS and outputs(cliff.point) <= 4),
    Explanation(
        "the boxes' gradient of few planes",
        "Terms are summed pixel by pixel, channel after channel, whatever the layout, so that the bytes are the same. "
        "With less than 16 channels each has sums of its own, and vectors of a plane's terms would be taken apart for "
        "these: the scalar loops compute planes. The neighbour is one plane, or pixels, whose terms are in that order.",
        3.9, lambda cliff: cliff.point.kind == "grad_boxes" and cliff.is_step and 1 < cliff.point.channels < MANY
        and are_planes(cliff.point.image_layout)
        and (cliff.beside.channels == 1 or not are_planes(cliff.beside.image_layout))),
    Explanation(
        "the boxes' gradient of many planes",
        "Planes are copied to pixels, a vector of channels at a time, since the sums are those of pixels.",
        3, lambda cliff: cliff.point.kind == "grad_boxes" and cliff.is_between_layouts
        and cliff.point.channels >= MANY and cliff.point.image_layout == "NCHW"),
    Explanation(
        "gradients by columns",
        "Gradients have no kernels for columns: the scalar loops add pixel by pixel, in the order that the promise of "
        "equal bytes needs.",
        3.6, lambda cliff: not is_forward(cliff) and cliff.is_between_layouts
        and are_columns(cliff.point.image_layout) and cliff.point.channels < MANY
        and (not are_columns(cliff.beside.image_layout) or are_planes(cliff.point.image_layout))),
    Explanation(
        "columns that are 4 KiB apart",
        "Columns of the image's pixels are a multiple of 4 KiB apart. Processors compare the low 12 bits of addresses "
        "to find what a load waits for, so that the right pixel waits for what was stored to the left one. With "
        "columns that are eight rows shorter, such an image takes no longer than one by rows.",
        4.3, lambda cliff: cliff.point.kind == "grad_image" and cliff.is_between_layouts
        and cliff.point.image_layout == "NWHC" and cliff.size * cliff.point.channels * cliff.point.height % 4096 == 0),
    Explanation(
        "gradients of many planes by columns",
        "The rows of planes are copied to pixels, and those of a gradient back, an element at a time, as each is in a "
        "cache line of its own: two to three nanoseconds an element, about what the scalar loops take. The neighbour "
        "reads and writes whole vectors of channels.",
        9.5, lambda cliff: not is_forward(cliff) and cliff.is_between_layouts and cliff.point.channels >= MANY
        and cliff.point.image_layout == "NCWH"),
    Explanation(
        "vectors that are added to again and again",
        "Where an image is enlarged, neighbouring pixels of a crop are added to the same pixel of the image, which is "
        "loaded as soon as it has been stored. Processors take longer for that with vectors of AVX-512.",
        1.35, lambda cliff: cliff.point.kind == "grad_image" and cliff.beside == "avx2"
        and cliff.point.channels % MANY == 0 and cliff.column_step < 2 * cliff.pixel_size),
    Explanation(
        "runs of few planes",
        "To locate a run takes as long as to compute it in about four planes. Where there are few planes of few "
        "outputs and the caches hold the image, the scalar loops are as fast or faster; beyond the caches they wait.",
        1.8, lambda cliff: is_forward(cliff) and cliff.beside == "scalar" and are_planes(cliff.point.image_layout)
        and cliff.point.channels > 1 and cliff.point.crop_width <= 8 and cliff.point.crop_height <= 8),
)


def explanation_for(cliff):
    """The first argument that explains a cliff, or None."""
    return next((each for each in EXPLANATIONS if cliff.times <= each.most and each.holds(cliff)), None)
