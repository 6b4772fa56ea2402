# SPDX-License-Identifier: MIT
"""Cliffs that are explained: on which condition, and why. None hides a cliff that is higher than it explains.

Nanoseconds are those of an AMD EPYC (Zen 4 or Zen 5) that other programs used as well. Needs no package.
"""

import dataclasses
from collections.abc import Callable

from comparison.walks import Point

ELEMENT_SIZES = {"uint8": 1, "int8": 1, "uint16": 2, "int16": 2, "float16": 2, "bfloat16": 2, "int32": 4, "float32": 4,
                 "int64": 8, "float64": 8}

CACHE_LINE = 64
PAGE = 4096  # bytes: so far apart, addresses share a set of a first-level cache
FOUR_TABLES = 256  # bytes of tables of AVX-512
SECOND_LEVEL = 1 << 20  # bytes of a small second-level cache
MANY = 16  # channels: a vector of AVX-512
PEERS = ("TensorFlow",)

FEW_CHANNELS, MANY_CHANNELS = range(2, MANY), range(MANY, 1 << 20)
ROWS, COLUMNS = ("NHWC", "NCHW"), ("NWHC", "NCWH")  # by what is next to a pixel in memory
PIXELS, PLANES = ("NHWC", "NWHC"), ("NCHW", "NCWH")
ANY = ROWS + COLUMNS


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
    def window_size(self):
        return window_size(self.point)

    @property
    def box_times(self):
        """How many times as long a box takes as the neighbour's, all of its outputs."""
        return self.times * outputs(self.point) / outputs(self.beside)

    @property
    def is_between_layouts(self):
        return self.is_step and (self.point.image_layout, self.point.crops_layout) != (
            self.beside.image_layout, self.beside.crops_layout)


@dataclasses.dataclass(frozen=True)
class Explanation:
    title: str
    why: str  # a sentence or two
    most: float  # times: what is slower than that has another cause
    holds: Callable[[Cliff], bool]


def outputs(point):
    """Of a crop."""
    return point.crop_height * point.crop_width * point.channels


def image_size(point):
    """In bytes."""
    return ELEMENT_SIZES[point.element] * point.height * point.width * point.channels


def window_size(point):
    """Bytes from the first to the last element of a vector of AVX-512, in the widest boxes."""
    return MANY * ELEMENT_SIZES[point.element] * point.side[1] * point.width / point.crop_width


def is_forward(cliff):
    return cliff.point.kind == "forward"


def is_turned(cliff, images, crops, beside, channels):
    """A forward call of so many channels between these layouts, beside that of another layout of the image."""
    return (is_forward(cliff) and cliff.is_between_layouts and cliff.point.channels in channels
            and cliff.point.image_layout in images and cliff.point.crops_layout in crops
            and cliff.beside.image_layout in beside)


def is_gradient(cliff, kind, layouts, channels):
    return cliff.point.kind == kind and cliff.point.image_layout in layouts and cliff.point.channels in channels


def share_sets(step):
    """Whether bytes that are so far apart compete for the same few lines of a cache."""
    return step % PAGE == 0


EXPLANATIONS = (
    Explanation(
        "a box takes as long for fewer outputs",
        "A box takes at most 1.15 times as long as the neighbour's, whose crop has more outputs: by box, this is no "
        "cliff. To read, check and locate a box takes 12 to 24 ns where boxes are located together, as they are here; "
        "crops of a single pixel take 0.50 to 0.86 times as long as in TensorFlow.",
        3, lambda cliff: cliff.is_step and outputs(cliff.point) <= 1024 and cliff.box_times <= 1.15),
    Explanation(
        "cache lines from memory",
        "Columns are a third of a cache line or more apart, in an image that is larger than a second-level cache: a "
        "column waits for a line of its own, or shares it with one or two. All targets wait for as many. The scalar "
        "loops and AVX2 compute meanwhile; AVX-512 copies all columns of a row first. Pixels of four floats to 48x48, "
        "nearest, take 0.30 ns an output, with AVX2 0.22, and a loop that reads one float of each pixel and does "
        "nothing else takes 0.22.",
        1.7, lambda cliff: is_forward(cliff) and cliff.is_beside_target and cliff.column_step >= CACHE_LINE / 3
        and image_size(cliff.point) > SECOND_LEVEL),
    Explanation(
        "doubles from memory",
        "The same for elements of 64 bits, whose images are the largest: columns are a cache line or more apart. Where "
        "1080x1920 pixels of three become 384x384 or 448x448, our scalar loops take 0.84 and 0.93 of the time of all "
        "vectors, and TensorFlow's, which are scalar as well, about 0.85.",
        1.3, lambda cliff: is_forward(cliff) and cliff.beside in PEERS and cliff.size == 8
        and cliff.column_step >= CACHE_LINE and image_size(cliff.point) > SECOND_LEVEL),
    Explanation(
        "rows of less than a vector that become planes",
        "Rows shorter than a vector of AVX-512 are stored by a mask in the buffer from which they are rearranged, and "
        "a load waits until a masked store is done. AVX2 stores the same rows as whole vectors: two channels of floats "
        "to 7x7 take 2.4 ns an output, with AVX2 2.0; three channels, whose rows are longer, 1.6 and 1.7.",
        1.3, lambda cliff: is_forward(cliff) and cliff.beside == "avx2" and cliff.point.image_layout == "NHWC"
        and cliff.point.crops_layout == "NCHW" and 8 <= cliff.point.crop_width * cliff.point.channels < MANY),
    Explanation(
        "pixels that do not begin with a cache line",
        "A vector of AVX-512 is as long as a cache line, so that each crosses two where pixels are not whole lines; of "
        "those of AVX2, half do. 32 channels of floats to 14x14 take 0.21 ns an output, with AVX2 0.25; where image "
        "and crops begin one float later, 0.35 and 0.31 (Zen 4). To choose AVX2 for such pixels would lose elsewhere: "
        "from 64x64 to 28x28, 24 channels take 1.2 times as long with it.",
        1.25, lambda cliff: is_forward(cliff) and cliff.beside == "avx2" and cliff.point.image_layout in PIXELS
        and cliff.point.channels > MANY and cliff.point.channels % MANY != 0),
    Explanation(
        "pixels of less than a vector",
        "From 8 channels on, AVX2 computes pixels by vectors of channels. AVX-512 needs 16, and makes a plan of "
        "columns with fewer, which pays from some pixels on: 14 channels of half to planes of 14x14 take 0.64 ns an "
        "output, with AVX2 0.61, and 0.37 and 0.46 to 28x28. Smaller crops go by AVX2's kernels on all targets.",
        1.3, lambda cliff: is_forward(cliff) and cliff.beside == "avx2" and cliff.point.image_layout == "NHWC"
        and 8 <= cliff.point.channels < MANY),
    Explanation(
        "where windows end",
        "The elements of a vector no longer fit four tables, which two lookups read. From here on, columns are copied "
        "or loaded one at a time. Gray bytes of 1080x1920 take 0.48 ns an output to 128x128 and 0.88 to 112x112, halves "
        "of three channels 0.57 to 256x256 and 1.19 to 224x224; the scalar loops take 3 for bytes.",
        2.4, lambda cliff: is_forward(cliff) and cliff.is_step
        and window_size(cliff.beside) <= FOUR_TABLES < cliff.window_size),
    Explanation(
        "columns, not rows",
        "The image is stored by columns. Vectors of outputs are transposed in registers, which takes longer than to "
        "compute them. The neighbour's image is stored by rows.",
        3.1, lambda cliff: is_turned(cliff, COLUMNS, ANY, ROWS, range(1, MANY))),
    Explanation(
        "columns of pixels that become planes",
        "Outputs are rearranged twice, between rows and columns and between pixels and planes. The neighbour's image "
        "is planes as its crops are, and its rows are written as they are computed.",
        4.5, lambda cliff: is_turned(cliff, ("NWHC",), PLANES, PLANES, FEW_CHANNELS)),
    Explanation(
        "columns of whole cache lines",
        "A pixel is a cache line, and pixels of a column follow one another: mixed transposed, all pixels between two "
        "outputs are converted to floats, also those that no output reads. The neighbour's planes are read by columns.",
        2.3, lambda cliff: is_turned(cliff, ("NWHC",), ("NWHC",), PLANES, FEW_CHANNELS)
        and cliff.size * cliff.point.channels >= CACHE_LINE),
    Explanation(
        "few planes that become pixels",
        "Each plane is a scanline of its own, and their outputs are interleaved. The neighbour's pixels are computed "
        "with all their channels at once.",
        3.4, lambda cliff: is_turned(cliff, PLANES, PIXELS, PIXELS, FEW_CHANNELS)),
    Explanation(
        "few planes by rows that become planes by columns",
        "Each plane is a scanline of its own, whose rows of outputs are transposed. The neighbour's pixels are by "
        "columns as its crops are: they are computed transposed, and stored in rows.",
        2.8, lambda cliff: is_turned(cliff, ("NCHW",), ("NCWH",), ("NWHC",), FEW_CHANNELS)),
    Explanation(
        "many planes that become pixels",
        "Each output reads elements in cache lines of their own, a plane apart from those of the next channel, and "
        "vectors of outputs are transposed. The neighbour reads and writes a pixel as whole vectors, at the speed of a "
        "copy.",
        5, lambda cliff: is_turned(cliff, PLANES, PIXELS, PIXELS, MANY_CHANNELS)),
    Explanation(
        "columns of the crops that share sets of a cache",
        "As many planes that become pixels, and the outputs of a row are a multiple of 4 KiB apart in the crops: they "
        "compete for the same few lines of the caches. Crops with one row more take a third of the time.",
        12, lambda cliff: is_turned(cliff, ("NCHW",), ("NWHC",), ANY, MANY_CHANNELS)
        and share_sets(4 * cliff.point.channels * cliff.point.crop_height)),
    Explanation(
        "many planes that become planes by the other axis",
        "Each plane is a scanline of its own, whose outputs are transposed. The neighbour mixes whole vectors of "
        "channels, and its pixels are rearranged once.",
        2.6, lambda cliff: is_turned(cliff, PLANES, PLANES, PIXELS, MANY_CHANNELS)
        and cliff.point.image_layout != cliff.point.crops_layout),
    Explanation(
        "one pixel is all layouts",
        "A crop of one pixel is pixels and planes alike: its boxes are located together, and it is written as whole "
        "vectors of channels. Other planes are written from a buffer, box by box.",
        3.6, lambda cliff: is_forward(cliff) and cliff.is_step and cliff.point.crops_layout == "NCHW"
        and cliff.point.image_layout == "NHWC" and cliff.beside.crop_height * cliff.beside.crop_width == 1),
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
        2, lambda cliff: cliff.point.kind == "grad_boxes" and cliff.beside in PEERS and outputs(cliff.point) <= 4),
    Explanation(
        "the boxes' gradient of few planes",
        "Terms are summed pixel by pixel, channel after channel, whatever the layout, so that the bytes are the same. "
        "With less than 16 channels each has sums of its own, and vectors of a plane's terms would be taken apart for "
        "these: the scalar loops compute planes. The neighbour is one plane, or pixels, whose terms are in that order.",
        5, lambda cliff: is_gradient(cliff, "grad_boxes", PLANES, FEW_CHANNELS) and cliff.is_step
        and (cliff.beside.channels == 1 or cliff.beside.image_layout in PIXELS)),
    Explanation(
        "the boxes' gradient of many planes",
        "Planes are copied to pixels, a vector of channels at a time, since the sums are those of pixels.",
        4, lambda cliff: is_gradient(cliff, "grad_boxes", ("NCHW",), MANY_CHANNELS) and cliff.is_between_layouts),
    Explanation(
        "gradients by columns",
        "A forward call whose image and crops are stored by columns is computed transposed. A gradient is a sum, whose "
        "bytes depend on the order of its rows and columns, so that it cannot be. The scalar loops add pixel by pixel: "
        "3 to 5 ns a gradient of up to three channels, where rows take 1 to 1.5.",
        3.6, lambda cliff: not is_forward(cliff) and cliff.is_between_layouts and cliff.point.channels < MANY
        and cliff.point.image_layout in COLUMNS
        and (cliff.beside.image_layout in ROWS or cliff.point.image_layout in PLANES)),
    Explanation(
        "columns that are 4 KiB apart",
        "Columns of the image's pixels are a multiple of 4 KiB apart. Processors compare the low 12 bits of addresses "
        "to find what a load waits for, so that the right pixel waits for what was stored to the left one. With "
        "columns that are eight rows shorter, such an image takes no longer than one by rows.",
        5, lambda cliff: is_gradient(cliff, "grad_image", ("NWHC",), range(8, 1 << 20)) and cliff.is_between_layouts
        and share_sets(cliff.size * cliff.point.channels * cliff.point.height)),
    Explanation(
        "gradients of many planes by columns",
        "Elements of the image and of the gradients are copied to pixels one at a time, as the next channel and the "
        "next column are both in other cache lines: about 1 ns each, and four or more of them for a gradient, which "
        "takes 4 to 6 ns. The scalar loops take 3 to 7. The neighbour reads and writes whole vectors of channels.",
        14, lambda cliff: not is_forward(cliff) and cliff.point.image_layout == "NCWH"
        and cliff.point.channels in MANY_CHANNELS
        and (cliff.is_between_layouts or cliff.is_beside_target and cliff.times <= 1.6)),
    Explanation(
        "vectors that are added to again and again",
        "Where an image is enlarged, neighbouring pixels of a crop are added to the same pixel of the image, which is "
        "loaded as soon as it has been stored. Processors take longer for that with vectors of AVX-512.",
        1.3, lambda cliff: is_gradient(cliff, "grad_image", ROWS, MANY_CHANNELS) and cliff.beside == "avx2"
        and cliff.point.channels % MANY == 0 and cliff.column_step < 2 * cliff.pixel_size),
)


def explanation_for(cliff):
    """The first argument that explains a cliff, or None."""
    return next((each for each in EXPLANATIONS if cliff.times <= each.most and each.holds(cliff)), None)
