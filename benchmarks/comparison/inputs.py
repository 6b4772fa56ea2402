# SPDX-License-Identifier: MIT
"""Workloads as arrays: the same arrays from the same seed, in every process."""

import dataclasses
import functools
import math

import numpy

from comparison.walks import LAYOUTS

ALIGNMENT = 64


@dataclasses.dataclass
class Inputs:
    image: numpy.ndarray  # [batch, height, width, channels]; bfloat16 as its bits in uint16
    boxes: numpy.ndarray  # [num_boxes, 4]: y1, x1, y2, x2
    box_indices: numpy.ndarray  # [num_boxes]


def to_bfloat16(image):
    """The bits of the floats, without those that bfloat16 lacks."""
    return (image.view(numpy.uint32) >> 16).astype(numpy.uint16)


def to_nearest_bfloat16(floats):
    """The bits of the nearest bfloat16 to each float, ties to even. No NaN."""
    bits = floats.view(numpy.uint32)
    return ((bits + 0x7fff + ((bits >> 16) & 1)) >> 16).astype(numpy.uint16)


def from_bfloat16(image):
    return (image.astype(numpy.uint32) << 16).view(numpy.float32)


def random_image(random, element, shape):
    if element == "bfloat16":
        return to_bfloat16(random.standard_normal(shape, dtype=numpy.float32))
    kind = numpy.dtype(element)
    if kind.kind in "iu":
        limits = numpy.iinfo(kind)
        return random.integers(max(limits.min, -(1 << 20)), min(limits.max, 1 << 20), shape, kind, endpoint=True)
    return random.standard_normal(shape, dtype=numpy.float32).astype(kind)


def make_inputs(workload, seed):
    """A random image, boxes inside it, and indices that deal the boxes out over the batch."""
    random = numpy.random.default_rng(seed)
    image = aligned(random_image(random, workload.element, workload.image))
    sides = random.uniform(*workload.side, (workload.num_boxes, 2))
    corners = random.uniform(0, 1, sides.shape) * (1 - sides)
    boxes = numpy.concatenate([corners, corners + sides], 1).astype(numpy.float32)
    return Inputs(image, boxes, (numpy.arange(workload.num_boxes) % workload.image[0]).astype(numpy.int32))


def planar(array):
    """The same elements in NCHW storage, seen as NHWC."""
    return numpy.ascontiguousarray(array.transpose(0, 3, 1, 2)).transpose(0, 2, 3, 1)


def aligned_memory(size):
    """Bytes that begin at a multiple of ALIGNMENT, written once, so that their pages are there."""
    memory = numpy.ones(size + ALIGNMENT, numpy.uint8)
    begin = -memory.ctypes.data % ALIGNMENT
    return memory[begin:begin + size]


def aligned(array):
    """A copy that begins at a multiple of ALIGNMENT, as the tensors of most frameworks do."""
    copy = aligned_memory(array.nbytes).view(array.dtype).reshape(array.shape)
    copy[...] = array
    return copy


def floats_at(memory, shape, offset=0):
    """An array of floats that begins `offset` bytes into `memory`."""
    size = 4 * math.prod(shape)
    return memory[offset:offset + size].view(numpy.float32).reshape(shape)


def make_crops(shape):
    """An output to write into."""
    return floats_at(aligned_memory(4 * math.prod(shape)), shape)


def make_planar_crops(shape):
    """The same in NCHW storage, seen as NHWC."""
    num_boxes, height, width, channels = shape
    return make_crops((num_boxes, channels, height, width)).transpose(0, 2, 3, 1)


def stored(shape, layout, make):
    """An array of `shape`, whose memory `make(shape_in_memory)` gives, with its axes in the order of a layout."""
    order = LAYOUTS[layout]
    return make([shape[axis] for axis in order]).transpose(numpy.argsort(order))


def make_image(random, element, shape):
    """Random elements. A block of them is repeated: they are many, and what they are does not matter."""
    count = math.prod(shape)
    block = random.standard_normal(4099, dtype=numpy.float32)
    block = to_bfloat16(block) if element == "bfloat16" else (block * 100).astype(element)
    return aligned(numpy.resize(block, count)).reshape(shape)


def make_grads(shape, seed):
    return aligned(numpy.random.default_rng(seed + 1).standard_normal(shape, dtype=numpy.float32))


def make_stored_image(element, shape, layout, seed):
    """The same numbers for all layouts: only their places in memory differ."""
    dense = make_image(numpy.random.default_rng(seed), element, shape)
    image = stored(shape, layout, lambda stored_shape: aligned_memory(dense.nbytes).view(dense.dtype)
                   .reshape(stored_shape))
    image[...] = dense
    return image


# Neighbouring points often have the same image, and large ones take longer to make than to crop.
shared_image = functools.lru_cache(maxsize=2)(make_stored_image)


def make_point_image(point, seed, make=make_stored_image):
    return make(point.element, point.image, point.image_layout, seed)


def make_point_inputs(point, seed):
    """Boxes inside the image. The image may be that of other points as well: nothing may be written to it."""
    random = numpy.random.default_rng(seed)
    sides = random.uniform(*point.side, (point.num_boxes, 2))
    corners = random.uniform(0, 1, sides.shape) * (1 - sides)
    boxes = numpy.concatenate([corners, corners + sides], 1).astype(numpy.float32)
    return Inputs(make_point_image(point, seed, shared_image), boxes, numpy.zeros(point.num_boxes, numpy.int32))


def make_point_crops(point):
    memory = aligned_memory(4 * math.prod(point.crops))
    return stored(point.crops, point.crops_layout, lambda shape: floats_at(memory, shape))


def make_point_grads(point, seed):
    """Gradients of a point. Not what make_point_crops leaves, whose shares would be denormal: these are slow."""
    grads = make_point_crops(point)
    grads[...] = make_grads(point.crops, seed)
    return grads


def sample_positions(boxes, extents, crop):
    """The first sample and the step to the next, in pixels: two arrays [num_boxes, 2] (y and x) of doubles."""
    last = numpy.array(extents, numpy.float64) - 1
    first = boxes[:, :2] * last
    return first, (boxes[:, 2:] * last - first) / max(crop - 1, 1)


def same_bytes(a, b):
    """Equal bit for bit, where a NaN equals every NaN."""
    different = a.view(numpy.uint32) != b.view(numpy.uint32)
    return not numpy.any(different & ~(numpy.isnan(a) & numpy.isnan(b)))


def largest_difference(a, b):
    return float(numpy.max(numpy.abs(a - b), initial=0))
