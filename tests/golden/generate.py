#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the golden data: inputs of tf.image.crop_and_resize and of its gradients, and what TensorFlow itself makes of
them on the CPU.

    python3 tests/golden/generate.py [--venv FOLDER] [--out FOLDER]

makes a virtual environment, installs the pinned packages below into it, runs itself there and writes golden.txt and
golden.bin. Nothing is random from run to run: the same pins give the same bytes.

golden.bin holds arrays, little-endian, row-major, one behind the other without gaps; equal arrays are stored once.
golden.txt is the list of what they are: lines of words, each with its meaning given by the first word. Offsets are
those of bytes in golden.bin.

    # ...      a comment
    crop       NAME TYPE METHOD EXTRAPOLATION BATCH HEIGHT WIDTH CHANNELS NUM_BOXES CROP_HEIGHT CROP_WIDTH
               IMAGE BOXES BOX_INDICES CROPS
               one call. NAME is group/.../type/method. EXTRAPOLATION is the float's bits in hexadecimal. IMAGE has
               elements of TYPE, BOXES and CROPS of float, BOX_INDICES of int32; these four are offsets.
    resize     NAME OFFSET
               for the call of that name, whose boxes are all [0, 0, 1, 1]: TensorFlow's resize_bilinear or
               resize_nearest_neighbor of the image with align_corners=True, as float, in the shape of the crops
    bleed      FIRST LAST OFFSET
               one byte for each image height in FIRST..LAST (outer) and crop height in FIRST..LAST (inner): how many
               rows of the box [0, 0, 1, 1] crop_and_resize extrapolates
    grad_image NAME TYPE METHOD BATCH HEIGHT WIDTH CHANNELS NUM_BOXES CROP_HEIGHT CROP_WIDTH
               GRADS BOXES BOX_INDICES GRAD_IMAGE
               one gradient with regard to the image, on one thread. GRADS has the shape of the crops and elements of
               float, GRAD_IMAGE has the shape of the image and elements of TYPE
    grad_boxes NAME TYPE bilinear BATCH HEIGHT WIDTH CHANNELS NUM_BOXES CROP_HEIGHT CROP_WIDTH
               GRADS BOXES BOX_INDICES IMAGE GRAD_BOXES MAGNITUDES
               one gradient with regard to the boxes. GRAD_BOXES is TensorFlow's, a sum in float, and MAGNITUDES are the
               sums of its terms' magnitudes; both have the shape of BOXES and elements of float
    total      CROPS OUTPUTS BYTES HASH
               the last line: number of crop lines, number of their outputs, size of golden.bin and its FNV-1a hash,
               64 bits in hexadecimal

No denormal number occurs in any computation: TensorFlow flushes those to zero, the library does not. Nor does a
coordinate that is NaN: what TensorFlow's kernel does then is undefined. require_defined() and check() see to both.
"""

import dataclasses
import os
import pathlib
import struct
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))
from generator import Blob, argument_parser, in_environment, random_of, write_files  # noqa: E402

PINS = {"tensorflow-cpu": "2.21.0", "numpy": "2.4.6"}
METHODS = ("bilinear", "nearest")
INTEGERS = ("uint8", "uint16", "int8", "int16", "int32", "int64")
FLOATS = ("half", "float", "double")
TYPES = INTEGERS + FLOATS
WHOLE = (0.0, 0.0, 1.0, 1.0)


def import_tensorflow():
    """TensorFlow on one thread of the CPU."""
    os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"
    import tensorflow
    tensorflow.config.threading.set_intra_op_parallelism_threads(1)
    tensorflow.config.threading.set_inter_op_parallelism_threads(1)
    return tensorflow


@dataclasses.dataclass
class Case:
    name: str
    type: str
    method: str
    image: "np.ndarray"
    boxes: "np.ndarray"
    box_indices: "np.ndarray"
    crop: tuple
    extrapolation: float = 0.0
    with_resize: bool = False


def make_case(name, element_type, method, image, boxes, crop, extrapolation=0.0, box_indices=None, with_resize=False):
    boxes = np.asarray(boxes, np.float32).reshape(-1, 4)
    if box_indices is None:
        box_indices = np.arange(len(boxes)) % len(image)
    return Case(f"{name}/{element_type}/{method}", element_type, method, image, boxes,
                np.asarray(box_indices, np.int32), crop, extrapolation, with_resize)


def dtype_of(element_type):
    return np.dtype({"half": "float16", "float": "float32", "double": "float64"}.get(element_type, element_type))


def random_image(random, element_type, shape):
    dtype = dtype_of(element_type)
    if dtype.kind in "iu":
        limits = np.iinfo(dtype)
        return random.integers(limits.min, limits.max, shape, dtype, endpoint=True)
    return (random.standard_normal(shape) * 100).astype(dtype)


def random_boxes(random, count):
    """Boxes of all sizes, some of them flipped, some reaching outside."""
    return random.uniform(-0.2, 1.2, (count, 4)).astype(np.float32)


def random_cases():
    """Images over each type's full range; a batch whose images are asked for out of order."""
    for element_type in TYPES:
        random = random_of("random " + element_type)
        image = random_image(random, element_type, (3, 9, 11, 3))
        boxes = np.concatenate([random_boxes(random, 5), random.uniform(0, 1, (3, 4))])
        for method in METHODS:
            yield make_case("random", element_type, method, image, boxes, (5, 7), 0.25, [2, 0, 1, 1, 2, 0, 2, 1])


GEOMETRY = (
    WHOLE,
    (1.0, 0.0, 0.0, 1.0),  # upside down
    (0.0, 1.0, 1.0, 0.0),  # left to right
    (1.0, 1.0, 0.0, 0.0),  # both
    (0.3, 0.2, 0.3, 0.2),  # a point
    (0.5, 0.1, 0.5, 0.9),  # a line
    (0.1, 0.75, 0.9, 0.75),
    (-0.25, -0.5, 0.5, 0.5),  # partly outside
    (0.5, 0.5, 1.5, 1.25),
    (-0.5, -0.5, 1.5, 1.5),
    (1.2, 1.1, -0.3, -0.2),
    (1.5, 0.2, 2.0, 0.4),  # wholly outside
    (0.1, -2.0, 0.9, -1.0),
    (-0.0, -0.0, -0.5, -0.5),  # coordinates of -0.0, which lie inside
    (-0.0, 0.25, 0.75, -0.0),
    (-0.0, -0.0, -0.0, -0.0),
    (1.0, 1.0, 1.0, 1.0),
    (0.0, 0.0, 0.0, 0.0),
)


def geometry_cases():
    for element_type in TYPES:
        image = random_image(random_of("geometry " + element_type), element_type, (2, 6, 9, 1))
        if element_type in FLOATS:
            image[:, 0, 0] = -0.0
        for method in METHODS:
            yield make_case("geometry", element_type, method, image, GEOMETRY, (5, 6), -1.5)
            yield make_case("geometry/one_pixel", element_type, method, image, GEOMETRY, (1, 1), -1.5)


def extreme_values(element_type):
    """Values at the ends of the type's range, and those whose conversion to float rounds."""
    dtype = dtype_of(element_type)
    if dtype.kind in "iu":
        limits = np.iinfo(dtype)
        values = [limits.min, limits.min + 1, limits.max, limits.max - 1, 0, 1, limits.max // 2, limits.max // 2 + 1]
        for bits in (24, 25, 30, 31, 53, 54, 62):
            # Halfway between floats, and next to that: through double, some of these would be rounded twice.
            half_ulp = 2 ** (bits - 24)
            for steps in (1, 3):
                values += [sign * (2**bits + steps * half_ulp + off) for sign in (1, -1) for off in (-1, 0, 1)]
        return np.array([value for value in values if limits.min <= value <= limits.max], dtype)
    values = [1.0, -1.0, 0.0, -0.0, 3.0, 1 / 3, float(np.finfo(dtype).max), float(np.finfo(dtype).min)]
    if element_type == "half":
        # Denormal as half, not as float.
        values += [2.0**-24, -(2.0**-24), 1023 * 2.0**-24, 2.0**-14, 65472.0, 1 + 2.0**-10]
    if element_type == "float":
        values += [2.0**-60, -(2.0**-60), 1 + 2.0**-23, 1 - 2.0**-24, 3.0e38, -3.0e38, 2.0**127]
    if element_type == "double":
        largest = float(np.finfo(np.float32).max)
        values += [1 + 2.0**-24, 1 + 3 * 2.0**-24, -1 - 2.0**-24, 1 + 2.0**-24 + 2.0**-52, 1 + 2.0**-24 - 2.0**-52,
                   2.0**53 + 1, largest, largest + 2.0**103, np.nextafter(largest + 2.0**103, 0),
                   -largest - 2.0**103, 1e39, -1e300, 1e-60, -1e-60, 2.0**-60]
    return np.array(values, dtype)


def extreme_cases():
    for element_type in TYPES:
        random = random_of("extreme " + element_type)
        values = extreme_values(element_type)
        pixels = np.concatenate([random.permutation(values), random.permutation(values)])
        width = 10
        height = -(-len(pixels) // width)
        image = np.resize(pixels, (1, height, width, 1))
        boxes = [WHOLE, (1.0, 1.0, 0.0, 0.0), (0.05, 0.02, 0.91, 0.97)]
        for method in METHODS:
            yield make_case("extreme", element_type, method, image, boxes, (height, width))
    for element_type in ("float", "double"):
        # The smallest normal floats. Interpolated, they would give denormals.
        image = np.array([2.0**-126, -(2.0**-126), 1.5 * 2.0**-126, 2.0**-125], dtype_of(element_type))
        yield make_case("extreme/small", element_type, "nearest", image.reshape(1, 2, 2, 1), [WHOLE], (4, 4))


def not_finite_cases():
    for element_type in FLOATS:
        image = random_image(random_of("not_finite " + element_type), element_type, (1, 6, 7, 1))
        image[0, [0, 1, 3, 5], [0, 4, 2, 6], 0] = -0.0
        image[0, [0, 2, 4], [3, 6, 0], 0] = np.inf
        image[0, [2, 5, 3], [1, 3, 5], 0] = -np.inf
        image[0, [4, 5], [4, 0], 0] = np.nan
        boxes = [WHOLE, (1.0, 0.0, -0.5, 1.0), (-0.0, -0.0, -1.0, -1.0)]
        for method in METHODS:
            for crop in ((6, 7), (11, 13), (1, 1)):
                yield make_case(f"not_finite/{crop[0]}x{crop[1]}", element_type, method, image, boxes, crop)


def extrapolation_cases():
    boxes = [(-0.3, -0.4, 0.8, 0.7), (0.6, 0.5, 1.4, 1.3), (2.0, 2.0, 3.0, 3.0), (0.0, -1.0, 1.0, 2.0)]
    values = {"zero": 0.0, "minus_zero": -0.0, "minus_one_and_a_half": -1.5, "infinity": np.inf, "nan": np.nan}
    for element_type in ("uint8", "float"):
        image = random_image(random_of("extrapolation " + element_type), element_type, (1, 5, 6, 2))
        for name, value in values.items():
            for method in METHODS:
                yield make_case(f"extrapolation/{name}", element_type, method, image, boxes, (4, 5), value)


def shape_cases():
    """Extents of 1 on every side."""
    boxes = [WHOLE, (0.2, 0.1, 0.7, 0.9), (0.9, 0.8, 0.1, 0.3), (-0.5, -0.25, 0.75, 0.5)]
    for element_type in ("uint8", "int16", "half", "double"):
        for height, width in ((1, 1), (1, 6), (5, 1), (5, 6)):
            image = random_image(random_of(f"shape {element_type} {height} {width}"), element_type,
                                 (1, height, width, 2))
            for crop in ((1, 1), (1, 5), (4, 1), (4, 5)):
                for method in METHODS:
                    name = f"shape/{height}x{width}_to_{crop[0]}x{crop[1]}"
                    yield make_case(name, element_type, method, image, boxes, crop, 9.0)


def channels_cases():
    boxes = [(0.1, 0.8, 0.7, -0.1), (0.0, 0.2, 1.1, 0.95)]
    for element_type in TYPES:
        counts = (1, 2, 3, 4, 5, 8, 17, 64) if element_type in ("uint8", "half", "float") else (2, 5, 17)
        for channels in counts:
            image = random_image(random_of(f"channels {element_type} {channels}"), element_type, (2, 3, 4, channels))
            for method in METHODS:
                yield make_case(f"channels/{channels}", element_type, method, image, boxes, (3, 4), -2.0, [1, 0])


def wide_cases():
    """Rows longer than any vector: one box shrunk and partly outside, one magnified and flipped."""
    boxes = [(0.1, -0.05, 0.8, 0.97), (0.7, 0.62, 0.2, 0.4)]
    for element_type in TYPES:
        for channels in (1, 3, 4):
            image = random_image(random_of(f"wide {element_type} {channels}"), element_type, (1, 3, 60, channels))
            for method in METHODS:
                yield make_case(f"wide/{channels}", element_type, method, image, boxes, (2, 37), 7.0)


def rounding_cases():
    """Many boxes. Every other one has corners at pixels or halfway between them, where the last bit decides."""
    height, width = 61, 53
    for element_type in ("uint8", "float"):
        random = random_of("rounding " + element_type)
        image = random_image(random, element_type, (1, height, width, 1))
        boxes = random_boxes(random, 80)
        halves = random.integers(0, 2 * np.array([height, width, height, width]) - 1, (40, 4))
        boxes[::2] = halves / (2.0 * np.array([height - 1, width - 1, height - 1, width - 1]))
        for method in METHODS:
            yield make_case("rounding", element_type, method, image, boxes, (7, 7))
            yield make_case("rounding/one_pixel", element_type, method, image, boxes, (1, 1))


def bleeds(image_extent, crop_extent):
    last = np.float32(image_extent - 1)
    steps = np.float32(crop_extent - 1)
    return steps * (last / steps) > last


def whole_cases():
    """The whole image as the box, against TensorFlow's resize with align_corners."""
    sizes = range(2, 32)
    bleeding = [(image, crop) for crop in sizes for image in sizes if bleeds(image, crop)]
    upward = [pair for pair in bleeding if pair[0] < pair[1]]
    downward = [pair for pair in bleeding if pair[0] > pair[1]]
    rows = [upward[0], (7, 9), upward[-1], downward[0], (1, 4), (20, 7), (9, 9)]
    columns = [(6, 11), upward[1], downward[-1], (13, 13), (1, 6), (8, 12), (5, 5)]
    for element_type, channels in (("uint8", 3), ("float", 1)):
        for (height, crop_height), (width, crop_width) in zip(rows, columns):
            name = f"whole/{height}x{width}_to_{crop_height}x{crop_width}"
            image = random_image(random_of(f"{name} {element_type}"), element_type, (1, height, width, channels))
            for method in METHODS:
                yield make_case(name, element_type, method, image, [WHOLE], (crop_height, crop_width), -1.5,
                                with_resize=True)


def tie_cases():
    """Coordinates halfway between pixels, and the float just below that, for which adding 0.5 would round up."""
    below = np.nextafter(np.float32(0.5), np.float32(0))
    two = [(below, below, below, below), (0.5, 0.5, 0.5, 0.5), (below, 0.0, 0.5, 1.0)]
    five = [(0.125, 0.125, 0.875, 0.875), (0.875, 0.125, 0.125, 0.875), (0.375, 0.625, 0.375, 0.625),
            (-0.125, -0.125, 0.625, 0.625), (below / 4, below / 4, 1.0, 1.0),
            np.nextafter(np.float32([0.375, 0.625, 0.375, 0.625]), np.float32(0))]
    for element_type in ("uint8", "int32", "half", "float"):
        image = random_image(random_of("tie " + element_type), element_type, (1, 5, 5, 1))
        for method in METHODS:
            yield make_case("tie/2x2", element_type, method, image[:, :2, :2], two, (2, 2))
            yield make_case("tie/2x2_one_pixel", element_type, method, image[:, :2, :2], two, (1, 1))
            yield make_case("tie/5x5", element_type, method, image, five, (4, 4), -1.0)


def peer_cases():
    """What other implementations of the operation got wrong."""
    image = np.arange(25, dtype=np.float32).reshape(1, 5, 5, 1)
    for method in METHODS:
        yield make_case("peer/left_edge_ignored", "float", method, image, [(0.0, 0.25, 0.5, 0.75)], (3, 3))
        yield make_case("peer/offset_for_factor", "float", method, image, [(0.2, 0.4, 0.6, 0.9)], (1, 1))
        yield make_case("peer/box_rounded", "float", method, image, [(0.13, 0.21, 0.78, 0.66)], (3, 4))
        yield make_case("peer/edge_by_a_hair", "float", method, image, [(0.0, 0.0, 1.0001, 1.0001)], (5, 5), -3.0)


def huge_cases():
    """Boxes near the end of float's range, as far as TensorFlow's arithmetic on them is defined."""
    boxes = [(1e30, 1e30, 1e30, 1e30), (1e30, 0.0, -1e30, 1.0), (-1e30, 0.2, 1e30, 0.8), (0.0, 8e37, 1.0, -8e37),
             (3e38, 3e38, 3e38, 3e38), (-3e38, 0.0, -3e38, 1.0), (0.1, 1e37, 0.9, 1e37), (-1e37, -1e37, 1e37, 1e37)]
    only_one_pixel = boxes + [(-3e38, 3e38, 3e38, -3e38), (2e38, 0.0, 2e38, 1.0), (-3e38, 0.5, -3e38, 0.5)]
    for element_type in ("uint8", "float"):
        image = random_image(random_of("huge " + element_type), element_type, (1, 2, 3, 2))
        for method in METHODS:
            yield make_case("huge", element_type, method, image, boxes, (3, 3), 0.5)
            yield make_case("huge/one_pixel", element_type, method, image, only_one_pixel, (1, 1), 0.5)


def batch_cases():
    """Many images, of which some serve several boxes and some none."""
    for element_type in ("uint8", "int32", "double"):
        random = random_of("batch " + element_type)
        image = random_image(random, element_type, (7, 3, 4, 2))
        boxes = random_boxes(random, 20)
        box_indices = random.choice([0, 1, 3, 4, 6], 20)
        for method in METHODS:
            yield make_case("batch", element_type, method, image, boxes, (2, 3), 4.0, box_indices)


def empty_cases():
    image = random_image(random_of("empty"), "uint8", (2, 3, 4, 2))
    for method in METHODS:
        yield make_case("empty/no_boxes", "uint8", method, image, [], (2, 3))
        yield make_case("empty/no_channels", "uint8", method, image[..., :0], [WHOLE, WHOLE], (2, 3))


@dataclasses.dataclass
class GradCase:
    name: str
    type: str
    method: str
    grads: "np.ndarray"
    boxes: "np.ndarray"
    box_indices: "np.ndarray"
    shape: tuple  # of the image
    image: "np.ndarray | None" = None  # for the gradient with regard to boxes


def make_grad_case(name, element_type, method, grads, boxes, shape, box_indices=None, image=None):
    boxes = np.asarray(boxes, np.float32).reshape(-1, 4)
    if box_indices is None:
        box_indices = np.arange(len(boxes)) % shape[0]
    return GradCase(f"{name}/{element_type}/{method}", element_type, method, np.asarray(grads, np.float32), boxes,
                    np.asarray(box_indices, np.int32), shape, image)


def random_grads(random, boxes, crop, channels):
    return random.standard_normal((len(boxes), *crop, channels), np.float32) * np.float32(3)


def grad_image_cases():
    shapes = {"random": ((3, 9, 11, 3), (5, 7)), "enlarged": ((2, 4, 3, 2), (9, 11)), "shrunk": ((2, 20, 31, 1), (3, 5)),
              "wide": ((1, 3, 40, 3), (2, 67)), "channels": ((2, 5, 4, 17), (4, 4)), "one_pixel": ((2, 6, 7, 2), (1, 1)),
              "one_row": ((2, 1, 5, 3), (3, 4))}
    for element_type in FLOATS:
        for name, (shape, crop) in shapes.items():
            random = random_of(f"grad_image {name}")  # the same for each type, so that it is stored once
            boxes = np.concatenate([random_boxes(random, 5), random.uniform(0, 1, (3, 4)), [WHOLE]])
            grads = random_grads(random, boxes, crop, shape[3])
            for method in METHODS:
                yield make_grad_case(f"grad_image/{name}", element_type, method, grads, boxes, shape)
        grads = random_grads(random_of("grad_image geometry"), GEOMETRY, (5, 6), 1)
        for method in METHODS:
            yield make_grad_case("grad_image/geometry", element_type, method, grads, GEOMETRY, (2, 6, 9, 1))
        # Values that are rounded away, halfway between two halves, denormal as halves, and too large for them.
        values = [0.0, -0.0, 1.0, 2048.0, 1.0, 1.0, 1 + 2.0**-11, 1 + 3 * 2.0**-11, 2.0**-24, 2.0**-25, 3 * 2.0**-25,
                  -(2.0**-24), 2.0**-14, 65504.0, 65519.0, 65520.0, 1e-7, 1 / 3, -1.0, 16777216.0, 1.0]
        grads = np.resize(np.array(values, np.float32), (3, 7, 9, 1))
        whole_grid = [WHOLE, (0.0, 0.0, 1.0, 1.0), (1.0, 0.0, 0.0, 1.0)]
        for method in METHODS:
            yield make_grad_case("grad_image/rounding", element_type, method, grads, whole_grid, (1, 7, 9, 1), [0, 0, 0])
        grads = np.array(grads)
        grads[0, 2, [1, 5], 0] = np.inf
        grads[1, 2, 5, 0] = -np.inf
        grads[2, 4, 4, 0] = np.nan
        boxes = [WHOLE, (0.1, 0.2, 0.9, 0.7), (1.0, 0.0, 0.0, 1.0)]
        for method in METHODS:
            yield make_grad_case("grad_image/not_finite", element_type, method, grads, boxes, (1, 7, 9, 1), [0, 0, 0])
    yield make_grad_case("grad_image/no_boxes", "float", "bilinear", np.zeros((0, 2, 3, 2)), [], (2, 3, 4, 2))
    yield make_grad_case("grad_image/no_channels", "float", "bilinear", np.zeros((2, 2, 3, 0)), [WHOLE, WHOLE],
                         (2, 3, 4, 0))


def grad_boxes_cases():
    for element_type in TYPES:
        for name, shape, crop in (("random", (3, 9, 11, 3), (5, 7)), ("channels", (1, 5, 4, 17), (3, 3)),
                                  ("one_pixel", (2, 6, 7, 2), (1, 1)), ("one_row", (1, 8, 9, 1), (1, 6))):
            image = random_image(random_of(f"grad_boxes {name} {element_type}"), element_type, shape)
            random = random_of(f"grad_boxes {name}")
            boxes = np.concatenate([random_boxes(random, 5), random.uniform(0, 1, (3, 4)), [WHOLE]])
            grads = random_grads(random, boxes, crop, shape[3])
            yield make_grad_case(f"grad_boxes/{name}", element_type, "bilinear", grads, boxes, shape, image=image)
    random = random_of("grad_boxes geometry")
    image = random_image(random, "float", (2, 6, 9, 1))
    grads = random_grads(random, GEOMETRY, (5, 6), 1)
    yield make_grad_case("grad_boxes/geometry", "float", "bilinear", grads, GEOMETRY, (2, 6, 9, 1), image=image)


GROUPS = (random_cases, geometry_cases, extreme_cases, not_finite_cases, extrapolation_cases, shape_cases,
          channels_cases, wide_cases, rounding_cases, whole_cases, tie_cases, peer_cases, huge_cases, batch_cases,
          empty_cases)


def crop_and_resize(tensorflow, case):
    # The raw operation: the functions above it convert some types on the way.
    return tensorflow.raw_ops.CropAndResize(
        image=case.image, boxes=case.boxes, box_ind=case.box_indices, crop_size=case.crop, method=case.method,
        extrapolation_value=case.extrapolation).numpy()


def resize(tensorflow, case):
    operation = {"bilinear": tensorflow.raw_ops.ResizeBilinear, "nearest": tensorflow.raw_ops.ResizeNearestNeighbor}
    resized = operation[case.method](images=case.image, size=case.crop, align_corners=True, half_pixel_centers=False)
    return resized.numpy().astype(np.float32)


def coordinates(low, high, image_extent, crop_extent):
    last = np.float32(image_extent - 1)
    if crop_extent == 1:
        return np.array([0.5 * float(low + high) * float(image_extent - 1)]).astype(np.float32), [low + high]
    distance = high - low
    scale = distance * last / np.float32(crop_extent - 1)
    steps = np.arange(crop_extent).astype(np.float32)
    return low * last + steps * scale, [distance, distance * last, scale, low * last, *(steps * scale)]


def blend(low, high, weight):
    difference = high - low
    product = difference * weight
    return low + product, (difference, product, low + product)


def sample(image, method, rows, columns):
    """The image at all combinations of coordinates, and what is computed on the way."""
    if method == "nearest":
        # Away from zero where halfway; adding 0.5 and rounding down would be wrong for the float below 0.5.
        row, column = (np.floor(p).astype(int) + (p - np.floor(p) >= np.float32(0.5)) for p in (rows, columns))
        return image[row][:, column], ()
    top, left, bottom, right = (side(p).astype(int) for side in (np.floor, np.ceil) for p in (rows, columns))
    row_weight = (rows - top.astype(np.float32))[:, None, None]
    column_weight = (columns - left.astype(np.float32))[None, :, None]
    upper, on_the_way = blend(image[top][:, left], image[top][:, right], column_weight)
    lower, more = blend(image[bottom][:, left], image[bottom][:, right], column_weight)
    result, rest = blend(upper, lower, row_weight)
    return result, (row_weight, column_weight, *on_the_way, *more, *rest)


def require_no_denormals(case, arrays):
    for array in arrays:
        magnitude = np.abs(np.asarray(array, np.float32))
        if np.any((magnitude > 0) & (magnitude < np.finfo(np.float32).tiny)):
            sys.exit(f"generate.py: {case.name} computes a denormal number")


def same(a, b):
    return np.all((a.view(np.uint32) == b.view(np.uint32)) | (np.isnan(a) & np.isnan(b)))


def require_defined(case):
    """Refuses a case that TensorFlow may crash on, or answer with anything."""
    for box in case.boxes:
        for axis in (0, 1):
            if np.isnan(coordinates(box[axis], box[axis + 2], case.image.shape[axis + 1], case.crop[axis])[0]).any():
                sys.exit(f"generate.py: {case.name} has a coordinate that is NaN, which is undefined in TensorFlow")


def check(case, crops):
    """Refuses a case that TensorFlow's answer is no measure for.

    Computes the case by the formula, to look at each number on the way. That the result is TensorFlow's shows that
    these were the numbers, and that TensorFlow was not built to fuse multiplications with additions.
    """
    pixels = case.image.astype(np.float32)
    require_no_denormals(case, [pixels])
    for box, index, crop in zip(case.boxes, case.box_indices, crops):
        expected = np.full(crop.shape, case.extrapolation, np.float32)
        rows, row_numbers = coordinates(box[0], box[2], pixels.shape[1], case.crop[0])
        columns, column_numbers = coordinates(box[1], box[3], pixels.shape[2], case.crop[1])
        require_no_denormals(case, [rows, columns, *row_numbers, *column_numbers])
        inside_rows = (rows >= 0) & (rows <= pixels.shape[1] - 1)
        inside_columns = (columns >= 0) & (columns <= pixels.shape[2] - 1)
        values, numbers = sample(pixels[index], case.method, rows[inside_rows], columns[inside_columns])
        require_no_denormals(case, numbers)
        expected[np.ix_(inside_rows, inside_columns)] = values
        if not same(expected, crop):
            sys.exit(f"generate.py: {case.name} is not what the formula gives; was TensorFlow built with FMA?")


def grad_image(tensorflow, case):
    dtype = tensorflow.as_dtype(dtype_of(case.type))
    return tensorflow.raw_ops.CropAndResizeGradImage(
        grads=case.grads, boxes=case.boxes, box_ind=case.box_indices, image_size=np.array(case.shape, np.int32),
        T=dtype, method=case.method).numpy()


def grad_boxes(tensorflow, case):
    return tensorflow.raw_ops.CropAndResizeGradBoxes(
        grads=case.grads, image=case.image, boxes=case.boxes, box_ind=case.box_indices, method="bilinear").numpy()


def taps(coordinate, method):
    """What a coordinate reads, and with which shares."""
    if method == "nearest":
        whole = np.floor(coordinate)
        return [(int(whole) + int(coordinate - whole >= np.float32(0.5)), np.float32(1))]
    low, high = int(np.floor(coordinate)), int(np.ceil(coordinate))
    weight = coordinate - np.float32(low)
    return [(low, np.float32(1) - weight), (high, weight)]


def pixels_of(case, box, axes):
    """The positions on the image of one box's crop: row, column, and the coordinate of each."""
    inside = []
    for axis in (0, 1):
        where, numbers = axes(box[axis], box[axis + 2], case.shape[axis + 1], case.grads.shape[axis + 1])
        require_no_denormals(case, [where, *numbers])
        inside.append([(i, p) for i, p in enumerate(where) if 0 <= p <= case.shape[axis + 1] - 1])
    return [(i, j, y, x) for i, y in inside[0] for j, x in inside[1]]


def check_grad_image(case, result):
    """Refuses a case that TensorFlow's answer is no measure for, as check() does."""
    dtype = dtype_of(case.type)
    expected = np.zeros(case.shape, dtype)
    for box, index, grads in zip(case.boxes, case.box_indices, case.grads):
        for i, j, y, x in pixels_of(case, box, coordinates):
            for row, row_share in taps(y, case.method):
                part = row_share * grads[i, j]
                for column, column_share in taps(x, case.method):
                    increment = column_share * part
                    element = expected[index, row, column]
                    total = element + increment.astype(dtype)
                    require_no_denormals(case, [part, increment, *([] if case.type == "half" else [total])])
                    expected[index, row, column] = total
    unsigned = f"u{dtype.itemsize}"
    if not np.all((expected.view(unsigned) == result.view(unsigned)) | (np.isnan(expected) & np.isnan(result))):
        sys.exit(f"generate.py: {case.name} is not what the formula gives")


def grad_coordinates(low, high, image_extent, crop_extent):
    """Those of the gradient with regard to boxes, where TensorFlow multiplies in another order."""
    if crop_extent == 1:
        return coordinates(low, high, image_extent, crop_extent)
    ratio = np.float32(image_extent - 1) / np.float32(crop_extent - 1)
    scale = (high - low) * ratio
    first = low * np.float32(image_extent - 1)
    steps = np.arange(crop_extent).astype(np.float32)
    return first + steps * scale, [scale, first]


def rates(position, image_extent, crop_extent):
    """By how much a coordinate moves with the first bound of its box, and with the second."""
    if crop_extent == 1:
        return 2 * [0.5 * (image_extent - 1)]
    distance = np.float32(position) * (np.float32(image_extent - 1) / np.float32(crop_extent - 1))
    return float(np.float32(image_extent - 1) - distance), float(distance)


def check_grad_boxes(case, result):
    """The sums of the terms' magnitudes; refuses a case that TensorFlow's answer is no measure for."""
    pixels = case.image.astype(np.float32)
    magnitudes = np.zeros(case.boxes.shape, np.float64)
    sums = np.zeros(case.boxes.shape, np.float64)
    one = np.float32(1)
    for n, (box, index, grads) in enumerate(zip(case.boxes, case.box_indices, case.grads)):
        for i, j, y, x in pixels_of(case, box, grad_coordinates):
            (top, _), (bottom, y_weight) = taps(y, "bilinear")
            (left, _), (right, x_weight) = taps(x, "bilinear")
            (top_left, top_right), (bottom_left, bottom_right) = pixels[index][[[top], [bottom]], [[left, right]]]
            along_y = ((one - x_weight) * (bottom_left - top_left) + x_weight * (bottom_right - top_right)) * grads[i, j]
            along_x = ((one - y_weight) * (top_right - top_left) + y_weight * (bottom_right - bottom_left)) * grads[i, j]
            require_no_denormals(case, [along_y, along_x])
            y_rates = rates(i, case.shape[1], case.grads.shape[1])
            x_rates = rates(j, case.shape[2], case.grads.shape[2])
            for bound, (along, rate) in enumerate([(along_y, y_rates[0]), (along_x, x_rates[0]),
                                                   (along_y, y_rates[1]), (along_x, x_rates[1])]):
                terms = along.astype(np.float64) * rate
                sums[n, bound] += terms.sum()
                magnitudes[n, bound] += np.abs(terms).sum()
    terms = np.prod(case.grads.shape[1:])
    if np.any(np.abs(sums - result) > (terms + 4) * 2.0**-24 * magnitudes):
        sys.exit(f"generate.py: {case.name} is not what the formula gives")
    return magnitudes.astype(np.float32)


def count_bleeding_rows(tensorflow, first, last):
    """How many rows of each size pair are extrapolated."""
    counts = []
    for image_height in range(first, last + 1):
        image = np.ones((1, image_height, 1, 1), np.uint8)
        for crop_height in range(first, last + 1):
            case = make_case("bleed", "uint8", "bilinear", image, [WHOLE], (crop_height, 1), -1.0)
            counts.append(np.sum(crop_and_resize(tensorflow, case) == -1.0))
    return np.array(counts, np.uint8)


def case_line(case, crops, blob):
    extrapolation = struct.unpack("<I", struct.pack("<f", case.extrapolation))[0]
    numbers = [*case.image.shape, len(case.boxes), *case.crop,
               *(blob.add(array) for array in (case.image, case.boxes, case.box_indices, crops))]
    return f"crop {case.name} {case.type} {case.method} {extrapolation:08x} " + " ".join(map(str, numbers))


def grad_line(kind, case, arrays, blob):
    numbers = [*case.shape, len(case.boxes), *case.grads.shape[1:3],
               *(blob.add(array) for array in (case.grads, case.boxes, case.box_indices, *arrays))]
    return f"{kind} {case.name} {case.type} {case.method} " + " ".join(map(str, numbers))


def grad_lines(tensorflow, blob):
    with np.errstate(all="ignore"):
        for case in grad_image_cases():
            result = grad_image(tensorflow, case)
            check_grad_image(case, result)
            yield grad_line("grad_image", case, [result], blob)
        for case in grad_boxes_cases():
            result = grad_boxes(tensorflow, case)
            yield grad_line("grad_boxes", case, [case.image, result, check_grad_boxes(case, result)], blob)


def write(tensorflow, out):
    blob = Blob()
    # REUSE-IgnoreStart
    lines = ["# SPDX-License-Identifier: MIT",
             # REUSE-IgnoreEnd
             f"# Written by generate.py, which explains the format, with TensorFlow {tensorflow.__version__}.",
             "# crop name type method extrapolation batch height width channels num_boxes crop_height crop_width"
             " image boxes box_indices crops"]
    cases, outputs = 0, 0
    for group in GROUPS:
        for case in group():
            with np.errstate(all="ignore"):
                require_defined(case)
                crops = crop_and_resize(tensorflow, case)
                check(case, crops)
            lines.append(case_line(case, crops, blob))
            if case.with_resize:
                lines.append(f"resize {case.name} {blob.add(resize(tensorflow, case))}")
            cases += 1
            outputs += crops.size
    first, last = 2, 64
    lines.append(f"bleed {first} {last} {blob.add(count_bleeding_rows(tensorflow, first, last))}")
    lines += grad_lines(tensorflow, blob)
    lines.append(f"total {cases} {outputs} {len(blob.bytes)} {blob.hash():016x}")
    write_files(out, "golden", blob, lines)
    print(f"{cases} cases, {outputs} outputs, {len(blob.bytes)} bytes in golden.bin")


def main():
    arguments = argument_parser("Writes the golden data from TensorFlow.", "golden-venv", HERE / "data").parse_args()
    if in_environment(arguments, PINS):
        global np
        import numpy as np
        write(import_tensorflow(), arguments.out)


if __name__ == "__main__":
    main()
