#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests of the operations, beside TensorFlow's own ones in the same process. run.sh builds them and runs this.

TensorFlow's tests of its operation are TestTensorFlowsCases here, by their numbers and shapes. "The same" is bit for
bit, except that a NaN is the same as every NaN. TensorFlow's operation adds up the gradient by image in a fixed order
only where it is told to be deterministic, and that by boxes in float; TestGradByBoxes says what is compared of it.
"""

import itertools
import os
import pathlib
import sys
import tempfile
import threading
import unittest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"  # one order of sums in the layers of the model, too
import numpy as np
import tensorflow as tf

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "build" / "tensorflow_op"))
import cnr_tensorflow
import cnr_tensorflow as cnr

SEED = int(os.environ.get("CNR_TEST_SEED", "0")) or int.from_bytes(os.urandom(4), "little")
IMAGE_TYPES = (np.uint8, np.uint16, np.int8, np.int16, np.int32, np.int64, np.float16, np.float32, np.float64)
GRAD_TYPES = (np.float16, np.float32, np.float64)
METHODS = ("bilinear", "nearest")


def float32(values):
    return np.array(values, np.float32)


def int32(values):
    return np.array(values, np.int32)


def square(*rows, dtype=np.float32):
    """A batch of one image of one channel."""
    return np.array(rows, dtype)[None, ..., None]


compared = 0


def different(a, b):
    """The number of elements that are not the same."""
    global compared  # pylint: disable=global-statement
    a, b = np.asarray(a), np.asarray(b)
    compared += a.size
    assert a.shape == b.shape and a.dtype == b.dtype, f"{a.shape} {a.dtype}, not {b.shape} {b.dtype}"
    bits = f"u{a.itemsize}"
    return int(np.sum((a.view(bits) != b.view(bits)) & ~(np.isnan(a) & np.isnan(b))))


def random_image(random, dtype, shape):
    if np.issubdtype(dtype, np.integer):
        limits = np.iinfo(dtype)
        return random.integers(limits.min, limits.max, shape, dtype, endpoint=True)
    return (100 * random.standard_normal(shape)).astype(dtype)


def random_boxes(random, count):
    """Boxes within the image and beyond it, flipped ones among them, and some with ends on its edges or of no size."""
    boxes = random.uniform(-0.3, 1.3, (count, 4)).astype(np.float32)
    snapped = random.random((count, 4)) < 0.2
    boxes[snapped] = random.integers(0, 2, snapped.sum())
    empty = random.random(count) < 0.1
    boxes[empty, 2:] = boxes[empty, :2]
    return boxes


class Call:
    """The inputs of a random call."""

    def __init__(self, random, dtype, most=40):
        batch, height, width, channels = (int(random.integers(1, end)) for end in (4, most, most, 20))
        self.image = random_image(random, dtype, (batch, height, width, channels))
        count = int(random.integers(0, 12))
        self.boxes = random_boxes(random, count)
        self.box_indices = int32(random.integers(0, batch, count))
        self.crop_size = int32(random.integers(1, most, 2))
        self.extrapolation_value = float(np.float32(random.normal()))
        self.grads = random.standard_normal((count, *self.crop_size, channels), np.float32)

    def __repr__(self):
        return f"{self.image.dtype} {self.image.shape} to {self.grads.shape}, seed {SEED}"


def crops_of(call, method):
    arguments = (call.image, call.boxes, call.box_indices, call.crop_size, method, call.extrapolation_value)
    return cnr.crop_and_resize(*arguments), tf.image.crop_and_resize(*arguments)


class TestTensorFlowsCases(unittest.TestCase):
    """Its crop_and_resize_op_test.cc and image_grad_test_base.py."""

    two = square([1, 2], [3, 4])
    three = square([1, 2, 3], [4, 5, 6], [7, 8, 9])
    whole, flipped = [0, 0, 1, 1], [1, 1, 0, 0]

    def require(self, expected, image, boxes, size, method="bilinear", **attributes):
        crops = cnr.crop_and_resize(image, float32(boxes).reshape(-1, 4), np.zeros(len(boxes), np.int32), size, method,
                                    **attributes)
        self.assertEqual(crops.shape, (len(boxes), *size, 1))
        np.testing.assert_array_equal(crops.numpy().ravel(), np.ravel(expected))

    def test_one_pixel_of_each_type(self):
        for dtype in IMAGE_TYPES:
            for box in (self.whole, self.flipped):
                self.require([2.5], self.two.astype(dtype), [box], (1, 1))
                self.require([4], self.two.astype(dtype), [box], (1, 1), "nearest")

    def test_two_to_three(self):
        self.require([1, 1.5, 2, 2, 2.5, 3, 3, 3.5, 4], self.two, [self.whole], (3, 3))
        self.require([4, 3.5, 3, 3, 2.5, 2, 2, 1.5, 1], self.two, [self.flipped], (3, 3))
        self.require([1, 2, 2, 3, 4, 4, 3, 4, 4], self.two, [self.whole], (3, 3), "nearest")
        self.require([4, 4, 3, 4, 4, 3, 2, 2, 1], self.two, [self.flipped], (3, 3), "nearest")

    def test_three_to_two(self):
        for method in METHODS:
            self.require([1, 3, 7, 9, 1, 2, 4, 5], self.three, [self.whole, [0, 0, 0.5, 0.5]], (2, 2), method)
            self.require([9, 7, 3, 1, 5, 4, 2, 1], self.three, [self.flipped, [0.5, 0.5, 0, 0]], (2, 2), method)

    def test_outside(self):
        self.require([-1, -1, -1, -1, 1, 2, -1, 3, 4], self.two, [[-1, -1, 1, 1]], (3, 3), extrapolation_value=-1)

    def test_no_boxes(self):
        self.require([], self.two, [], (3, 3))

    def test_large_enough_for_several_threads(self):
        side, half = 999, 500
        image = np.broadcast_to(np.arange(side, dtype=np.float32)[:, None], (1, side, side, 1))
        row = np.arange(half)
        self.require([np.tile(row, half), np.tile(row + half - 1, half)], image,
                     [[0, 0, 0.5, 0.5], [0.5, 0.5, 1, 1]], (half, half))

    def test_shape(self):
        image = np.arange(48, dtype=np.float32).reshape(2, 3, 4, 2)
        crops = cnr.crop_and_resize(image, float32([self.whole, [0.1, 0.2, 0.7, 0.8]]), int32([0, 1]), [4, 5])
        self.assertEqual(crops.shape, (2, 4, 5, 2))

    def test_gradients_are_those_of_differences(self):
        """The function has corners where a box ends on the image's grid, so boxes keep away from it."""
        random = np.random.default_rng(SEED)

        def ends(extent, samples, count):
            """The ends of boxes along an axis, none of whose samples is near the grid: a pair of arrays."""
            found = random.uniform(-0.5, 1.5, (1000, 2))
            shares = np.linspace(0, 1, samples) if samples > 1 else np.array([0.5])
            positions = found[:, :1] + (found[:, 1:] - found[:, :1]) * shares
            on_grid = np.abs(positions[..., None] - np.linspace(0, 1, extent)) <= 2e-3
            return found[~on_grid.any((1, 2))][:count].T

        height = 4
        sizes = itertools.product((1, 2), (1, 2), (2, 3), (1, 2), (1, 2))
        for width, crop_height, crop_width, channels, count in sizes:
            image = tf.constant(np.arange(count * height * width * channels).reshape(count, height, width, channels),
                                tf.float32)
            (top, bottom), (left, right) = ends(height, crop_height, count), ends(width, crop_width, count)
            boxes = tf.constant(np.stack([top, left, bottom, right], 1), tf.float32)

            def crop(image, boxes):
                return cnr.crop_and_resize(image, boxes, tf.range(count), [crop_height, crop_width])

            for function, value in ((lambda x: crop(x, boxes), image), (lambda x: crop(image, x), boxes)):
                theory, measured = tf.test.compute_gradient(function, [value])
                self.assertLess(np.max(np.abs(theory[0] - measured[0]), initial=0), 2e-3,
                                f"seed {SEED}, {image.shape}, {boxes.numpy()}")


class TestSameBytes(unittest.TestCase):
    def test_crops(self):
        random = np.random.default_rng(SEED)
        for dtype, method, _ in itertools.product(IMAGE_TYPES, METHODS, range(12)):
            call = Call(random, dtype)
            self.assertEqual(different(*crops_of(call, method)), 0, call)

    def test_crops_in_a_graph(self):
        """Of shapes that are unknown while it is built, so that one graph has all of them."""
        random = np.random.default_rng(SEED)
        for dtype, method in itertools.product(IMAGE_TYPES, METHODS):
            integers = tf.TensorSpec(None, tf.int32)

            @tf.function(input_signature=[tf.TensorSpec(None, dtype), tf.TensorSpec(None), integers, integers])
            def both(image, boxes, box_indices, crop_size, method=method):
                arguments = (image, boxes, box_indices, crop_size, method, 0.25)
                return cnr.crop_and_resize(*arguments), tf.image.crop_and_resize(*arguments)

            for _ in range(12):
                call = Call(random, dtype)
                self.assertEqual(different(*both(call.image, call.boxes, call.box_indices, call.crop_size)), 0, call)

    def test_crops_on_several_threads(self):
        random = np.random.default_rng(SEED)
        for dtype, method in itertools.product(IMAGE_TYPES, METHODS):
            call = Call(random, dtype)
            call.image = random_image(random, dtype, (2, 200, 300, 3))
            call.boxes, call.box_indices = random_boxes(random, 64), int32(np.arange(64) % 2)
            call.crop_size = int32([64, 48])
            self.assertEqual(different(*crops_of(call, method)), 0, call)

    def test_infinity_nan_and_zeros(self):
        random = np.random.default_rng(SEED)
        for dtype, method, _ in itertools.product(GRAD_TYPES, METHODS, range(10)):
            call = Call(random, dtype)
            chosen = random.random(call.image.shape) < 0.1
            call.image[chosen] = random.choice(np.array([np.inf, -np.inf, np.nan, -0.0, 0.0], dtype), chosen.sum())
            self.assertEqual(different(*crops_of(call, method)), 0, call)

    def test_denormals(self):
        """TensorFlow's threads flush them to zero, whatever operation they run."""
        tiny = np.full((1, 3, 3, 2), 1e-40, np.float32)
        for image in (tiny, tiny + 1, tiny.astype(np.float64), np.full((1, 3, 3, 2), 6e-8, np.float16)):
            for box, method in itertools.product(([0, 0, 0, -1e-38], [1e-40, 0, 1, 1], [0.1, 0.2, 0.7, 0.9]), METHODS):
                arguments = (image, float32([box]), int32([0]), [1, 4], method, 7.0)
                self.assertEqual(different(cnr.crop_and_resize(*arguments), tf.image.crop_and_resize(*arguments)), 0,
                                 (image.dtype, box, method))

    def test_grad_image(self):
        random = np.random.default_rng(SEED)
        for dtype, method, number in itertools.product(GRAD_TYPES, METHODS, range(24)):
            call = Call(random, dtype)
            if number % 4 == 3:
                call.grads *= np.float32(1e-6)  # half has denormals there
            arguments = {"grads": call.grads, "boxes": call.boxes, "box_ind": call.box_indices,
                         "image_size": int32(call.image.shape), "T": dtype, "method": method}
            theirs = tf.raw_ops.CropAndResizeGradImage(**arguments)
            arguments["box_indices"] = arguments.pop("box_ind")
            self.assertEqual(different(cnr.grad_image(**arguments), theirs), 0, call)
            in_graph = tf.function(lambda arguments=arguments: cnr.grad_image(**arguments))
            self.assertEqual(different(in_graph(), theirs), 0, call)

    def test_an_image_that_is_not_aligned(self):
        """TensorFlow's operation ends the process there."""
        random = np.random.default_rng(SEED)
        image = random.standard_normal(20 * 30 * 3 + 1, np.float32)[1:].reshape(1, 20, 30, 3)
        view = tf.experimental.dlpack.from_dlpack(image.__dlpack__())
        others = (float32([[0.1, 0.9, 0.8, 0.2]]), int32([0]), [7, 9])
        self.assertEqual(different(cnr.crop_and_resize(view, *others), tf.image.crop_and_resize(image, *others)), 0)


def exact_call(random, dtype):
    """A call in whose gradient by boxes no sum or product is rounded, in any order."""
    extents = random.choice([2, 3, 5, 9], 2)
    size = random.choice([1, 2, 3, 5], 2)
    channels, count = (int(random.integers(1, end)) for end in (9, 6))
    image = random.integers(0, 16, (2, *extents, channels)).astype(dtype)
    boxes = (random.integers(-2, 11, (count, 4)) / 8).astype(np.float32)
    return (random.integers(-4, 5, (count, *size, channels)).astype(np.float32), image, boxes,
            int32(random.integers(0, 2, count)))


def positions(low, high, extent, count):
    """The coordinates of a crop's rows or columns as the gradient has them, and what each weighs for `high`."""
    last = np.float32(extent - 1)
    if count == 1:
        return float32([0.5 * float(low + high) * float(last)]), np.array([0.5 * float(last)])
    step = last / np.float32(count - 1)
    number = np.arange(count, dtype=np.float32)
    return low * last + number * ((high - low) * step), (number * step).astype(np.float64)


def taps(position, extent):
    inside = (position >= 0) & (position <= np.float32(extent - 1))
    kept = np.where(inside, position, 0)
    low = np.floor(kept).astype(int)
    return inside, low, np.ceil(kept).astype(int), (kept - low.astype(np.float32)).astype(np.float32)


def grad_boxes_in_double(grads, image, boxes, box_indices):
    """The gradient, its terms in float and its sums in double, and the sums of the terms' magnitudes."""
    _, height, width, _ = image.shape
    found, magnitudes = np.zeros((2, len(boxes), 4))
    for number, (box, index) in enumerate(zip(boxes, box_indices)):
        y, weight_y = positions(box[0], box[2], height, grads.shape[1])
        x, weight_x = positions(box[1], box[3], width, grads.shape[2])
        inside_y, top, bottom, lerp_y = taps(y, height)
        inside_x, left, right, lerp_x = taps(x, width)
        pixels = image[index].astype(np.float32)
        top_left, top_right = pixels[top][:, left], pixels[top][:, right]
        bottom_left, bottom_right = pixels[bottom][:, left], pixels[bottom][:, right]
        lerp_y, lerp_x = lerp_y[:, None, None], lerp_x[None, :, None]
        inside = (inside_y[:, None] & inside_x[None, :])[..., None]
        by_y = np.where(inside, ((1 - lerp_x) * (bottom_left - top_left) + lerp_x * (bottom_right - top_right))
                        * grads[number], 0)
        by_x = np.where(inside, ((1 - lerp_y) * (top_right - top_left) + lerp_y * (bottom_right - bottom_left))
                        * grads[number], 0)
        for low, high, terms, weight, extent, axis in ((0, 2, by_y, weight_y[:, None, None], height, 1),
                                                       (1, 3, by_x, weight_x[None, :, None], width, 2)):
            others = weight if grads.shape[axis] == 1 else extent - 1 - weight
            for place, each in ((low, terms * others), (high, terms * weight)):
                found[number, place] = each.sum()
                magnitudes[number, place] = np.abs(each).sum()
    return found, magnitudes


class TestGradByBoxes(unittest.TestCase):
    """TensorFlow rounds after each of its sums, so its last bits depend on their order. Where nothing is rounded, all
    bytes are the same. Elsewhere, ours is close to the sum in double."""

    def test_where_nothing_is_rounded(self):
        random = np.random.default_rng(SEED)
        for dtype, _ in itertools.product(IMAGE_TYPES, range(40)):
            grads, image, boxes, box_indices = exact_call(random, dtype)
            ours = cnr.grad_boxes(grads, image, boxes, box_indices)
            theirs = tf.raw_ops.CropAndResizeGradBoxes(grads=grads, image=image, boxes=boxes, box_ind=box_indices)
            self.assertEqual(different(ours, theirs), 0, (dtype, image.shape, grads.shape, SEED))
            in_graph = tf.function(cnr.grad_boxes)(grads, image, boxes, box_indices)
            self.assertEqual(different(in_graph, theirs), 0, (dtype, image.shape, grads.shape, SEED))

    def test_where_sums_are_rounded(self):
        random = np.random.default_rng(SEED)
        worst, theirs_at_worst = 0.0, 0.0
        for dtype, _ in itertools.product(IMAGE_TYPES, range(12)):
            call = Call(random, dtype)
            expected, magnitudes = grad_boxes_in_double(call.grads, call.image, call.boxes, call.box_indices)
            scale = np.maximum(magnitudes, np.finfo(np.float32).tiny)
            ours = cnr.grad_boxes(call.grads, call.image, call.boxes, call.box_indices).numpy()
            theirs = tf.raw_ops.CropAndResizeGradBoxes(grads=call.grads, image=call.image, boxes=call.boxes,
                                                       box_ind=call.box_indices).numpy()
            error = np.max(np.abs(ours - expected) / scale, initial=0)
            self.assertLess(error, 1e-6, call)
            worst = max(worst, error)
            theirs_at_worst = max(theirs_at_worst, np.max(np.abs(theirs - expected) / scale, initial=0))
        print(f"gradient by boxes, greatest error in units of the sum of magnitudes: ours {worst:.1e}, "
              f"TensorFlow's {theirs_at_worst:.1e}")


class TestErrors(unittest.TestCase):
    """The same class of exception as TensorFlow's operation, and its words."""

    image = np.ones((1, 2, 2, 1), np.float32)
    boxes = float32([[0, 0, 1, 1]])
    box_indices = int32([0])

    def require(self, error, words, function, *arguments, **attributes):
        for call in (function, tf.function(function, reduce_retracing=True)):
            with self.assertRaises(error) as caught:
                call(*arguments, **attributes)
            self.assertIn(words, str(caught.exception))

    def compare(self, ours, theirs, names, good, cases):
        for change in cases:
            arguments = {**good, **change}
            with self.assertRaises(tf.errors.OpError) as expected:
                theirs(**{name: arguments[name] for name in names})
            # Theirs between "{{function_node ...}} " and " [Op:...]".
            words = str(expected.exception).split("}} ")[-1].split(" [Op:")[0]
            with self.assertRaises(type(expected.exception), msg=words) as found:
                ours(*(arguments[name] for name in names))
            said = str(found.exception)
            # The gradients of TensorFlow say these two in a shorter way than its crops.
            words = words.replace("boxes must be 2-D[", "boxes must be 2-D, got: [")
            words = words.replace("box_index must be 1-D[", "box_indices must be rank 1 but is shape [")
            self.assertIn(words, said)

    def test_crops(self):
        image, boxes, box_indices = self.image, self.boxes, self.box_indices
        self.compare(
            cnr.crop_and_resize, tf.image.crop_and_resize, ("image", "boxes", "box_indices", "crop_size"),
            {"image": image, "boxes": boxes, "box_indices": box_indices, "crop_size": [2, 2]},
            [{"image": image[0]}, {"image": image[:, :0]}, {"image": image[:, :, :0]}, {"image": image[:0]},
             {"boxes": boxes[0]}, {"boxes": np.ones((1, 5), np.float32)}, {"boxes": boxes * np.nan},
             {"boxes": float32([[0, -np.inf, 1, 1]])},
             {"box_indices": box_indices[None]}, {"box_indices": int32([0, 0])}, {"box_indices": int32([1])},
             {"box_indices": int32([-1])}, {"box_indices": int32([2**31 - 1])},
             {"crop_size": 2}, {"crop_size": [2]}, {"crop_size": [2, 2, 2]}, {"crop_size": [0, 2]},
             {"crop_size": [2, -1]}, {"crop_size": [[2, 2]]},
             {"boxes": np.ones((8, 4), np.float32), "box_indices": np.zeros(8, np.int32),
              "crop_size": [2**31 - 1, 2**31 - 1]}])

    def test_grad_image(self):
        grads, boxes, box_indices = self.image, self.boxes, self.box_indices
        self.compare(
            lambda *arguments: cnr.grad_image(*arguments, T=tf.float32),
            lambda **arguments: tf.raw_ops.CropAndResizeGradImage(T=tf.float32, **arguments),
            ("grads", "boxes", "box_ind", "image_size"),
            {"grads": grads, "boxes": boxes, "box_ind": box_indices, "image_size": [1, 2, 2, 1]},
            [{"grads": grads[0]}, {"grads": grads[:, :0]}, {"grads": np.ones((2, 2, 2, 1), np.float32)},
             {"boxes": boxes[0]}, {"boxes": np.ones((1, 5), np.float32)},
             {"box_ind": box_indices[None]}, {"box_ind": int32([0, 0])}, {"box_ind": int32([1])},
             {"image_size": [1, 2, 2]}, {"image_size": [[1, 2, 2, 1]]}, {"image_size": [1, 0, 2, 1]},
             {"image_size": [-1, 2, 2, 1]}, {"image_size": [1, 2, 2, 2]},
             {"image_size": [2**31 - 1, 2**31 - 1, 2**31 - 1, 1]}])

    def test_grad_boxes(self):
        grads, boxes, box_indices = self.image, self.boxes, self.box_indices
        self.compare(
            cnr.grad_boxes, tf.raw_ops.CropAndResizeGradBoxes, ("grads", "image", "boxes", "box_ind"),
            {"grads": grads, "image": self.image, "boxes": boxes, "box_ind": box_indices},
            [{"grads": grads[0]}, {"grads": grads[:, :0]}, {"grads": np.ones((2, 2, 2, 1), np.float32)},
             {"image": self.image[0]}, {"image": self.image[:, :0]}, {"image": np.ones((1, 2, 2, 2), np.float32)},
             {"boxes": boxes[0]}, {"boxes": np.ones((1, 5), np.float32)},
             {"box_ind": box_indices[None]}, {"box_ind": int32([0, 0])}, {"box_ind": int32([-1])}])

    def test_which_box_is_at_fault(self):
        image, indices = self.image, int32([0, 0, 0])
        boxes = float32([[0, 0, 1, 1]] * 3)
        self.require(tf.errors.OutOfRangeError, "box_index[2] is 7, and batch_size is 1", cnr.crop_and_resize, image,
                     boxes, int32([0, 0, 7]), [2, 2])
        boxes[1, 3] = np.nan
        self.require(tf.errors.InvalidArgumentError, "not finite, in box 1", cnr.crop_and_resize, image, boxes, indices,
                     [2, 2])

    def test_gradients_of_boxes_that_are_not_finite(self):
        """TensorFlow's gradients read out of bounds there."""
        boxes = self.boxes * np.float32(np.nan)
        self.require(tf.errors.InvalidArgumentError, "not finite, in box 0", cnr.grad_boxes, self.image, self.image,
                     boxes, self.box_indices)
        self.require(tf.errors.InvalidArgumentError, "not finite, in box 0",
                     lambda: cnr.grad_image(self.image, boxes, self.box_indices, [1, 2, 2, 1], T=tf.float32))

    def test_attributes(self):
        with self.assertRaises(tf.errors.InvalidArgumentError):
            cnr.crop_and_resize(self.image, self.boxes, self.box_indices, [2, 2], method="cubic")
        with self.assertRaises((tf.errors.InvalidArgumentError, tf.errors.NotFoundError)):
            cnr.crop_and_resize(self.image > 0, self.boxes, self.box_indices, [2, 2])

    def test_no_second_derivative(self):
        image = tf.Variable(self.image)
        with tf.GradientTape() as outer:
            with tf.GradientTape() as inner:
                crops = cnr.crop_and_resize(image, self.boxes, self.box_indices, [2, 2])
                loss = tf.reduce_sum(crops * crops)
            slope = inner.gradient(loss, image)
        with self.assertRaises(LookupError):
            outer.gradient(slope, image)


class TestShapes(unittest.TestCase):
    """What is known of shapes while a graph is built."""

    def infer(self, function, *specs):
        return tf.function(function, input_signature=specs).get_concrete_function().structured_outputs.shape.as_list()

    def test_crops(self):
        def spec(*shape, dtype=tf.float32):
            return tf.TensorSpec(shape, dtype)

        unknown = tf.TensorSpec(None)
        indices = tf.TensorSpec(None, tf.int32)

        def fixed(image, boxes, box_indices):
            return cnr.crop_and_resize(image, boxes, box_indices, [3, 4])

        self.assertEqual(self.infer(fixed, spec(1, 2, 3, 5), spec(7, 4), indices), [7, 3, 4, 5])
        self.assertEqual(self.infer(fixed, unknown, unknown, spec(6, dtype=tf.int32)), [6, 3, 4, None])
        self.assertEqual(self.infer(lambda *inputs: cnr.crop_and_resize(*inputs), unknown, unknown, indices, indices),
                         [None] * 4)
        # The size of another tensor, of which the height is known.
        self.assertEqual(self.infer(lambda image, *others: cnr.crop_and_resize(image, *others, tf.shape(image)[1:3]),
                                    spec(1, 2, None, 5), unknown, indices), [None, 2, None, 5])
        for shapes in (((2, 3, 5), (7, 4), (7,)), ((1, 2, 3, 5), (7, 5), (7,)), ((1, 2, 3, 5), (7, 4), (6,)),
                       ((1, 2, 3, 5), (4,), (7,)), ((1, 2, 3, 5), (7, 4), (7, 1))):
            with self.assertRaises(ValueError):
                self.infer(fixed, spec(*shapes[0]), spec(*shapes[1]), spec(*shapes[2], dtype=tf.int32))
        with self.assertRaises(ValueError):
            self.infer(lambda *inputs: cnr.crop_and_resize(*inputs, [1, 2, 3]), unknown, unknown, indices)

    def test_gradients(self):
        grads, boxes, indices = tf.TensorSpec((None, 3, 4, 5)), tf.TensorSpec(None), tf.TensorSpec((6,), tf.int32)
        image = tf.TensorSpec((2, None, 8, 5))
        self.assertEqual(self.infer(lambda grads, image, boxes, indices: cnr.grad_image(
            grads, boxes, indices, tf.shape(image), T=tf.float32), grads, image, boxes, indices), [2, None, 8, 5])
        self.assertEqual(self.infer(cnr.grad_boxes, grads, image, boxes, indices), [6, 4])
        with self.assertRaises(ValueError):
            self.infer(cnr.grad_boxes, grads, tf.TensorSpec((8, 5)), boxes, indices)
        with self.assertRaises(ValueError):
            self.infer(lambda grads, boxes, indices: cnr.grad_image(grads, boxes, indices, [1, 2, 3], T=tf.float32),
                       grads, boxes, indices)


def gradients_of(crop, image, boxes, box_indices, method, sources):
    with tf.GradientTape() as tape:
        tape.watch([each for each in (image, boxes) if each.dtype.is_floating])
        crops = crop(image, boxes, box_indices, [5, 6], method)
        loss = tf.reduce_sum(crops * crops)
    return tape.gradient(loss, [{"image": image, "boxes": boxes}[source] for source in sources])


class TestDifferentiation(unittest.TestCase):
    def test_it_asks_for_the_gradients(self):
        random = np.random.default_rng(SEED)
        boxes = tf.constant([[0.1, 0.2, 0.7, 0.9], [0.8, 0.1, 0.3, 1.1]])
        for dtype, method in itertools.product(IMAGE_TYPES, METHODS):
            image = tf.constant(random_image(random, dtype, (2, 9, 11, 3)) % 64)
            for sources in (("image",), ("boxes",), ("image", "boxes")):
                for transform in (lambda function: function, tf.function):
                    ours, theirs = (transform(gradients_of)(crop, image, boxes, int32([1, 0]), method, sources)
                                    for crop in (cnr.crop_and_resize, tf.image.crop_and_resize))
                    for source, found, expected in zip(sources, ours, theirs):
                        if source == "image" and dtype not in GRAD_TYPES:
                            self.assertIsNone(found)
                            self.assertIsNone(expected)
                        elif source == "image":
                            self.assertEqual(different(found, expected), 0, (dtype, method, SEED))
                        else:
                            np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-2 * np.abs(expected).max())


class TestInPrograms(unittest.TestCase):
    def test_readme(self):
        image = tf.random.stateless_uniform((1, 480, 640, 3), seed=(1, 2))
        boxes = tf.Variable([[0.1, 0.2, 0.5, 0.6], [0.9, 0.8, 0.3, 0.1]])
        with tf.GradientTape() as tape:
            crops = cnr_tensorflow.crop_and_resize(image, boxes, [0, 0], [224, 224])
            loss = tf.reduce_mean(crops * crops)
        slope = tape.gradient(loss, boxes)
        self.assertEqual(different(crops, tf.image.crop_and_resize(image, boxes, [0, 0], [224, 224])), 0)
        self.assertEqual(slope.shape, boxes.shape)
        self.assertTrue(np.all(slope.numpy() != 0))

    def test_a_keras_layer_trains(self):
        """A step of two models that differ in the layer alone: the same losses and the same weights after it."""
        random = np.random.default_rng(SEED)
        images = random.random((8, 20, 24, 3), np.float32)
        boxes = np.concatenate([random.uniform(0, 0.4, (8, 2)), random.uniform(0.6, 1, (8, 2))], 1).astype(np.float32)
        inputs = [images, boxes, np.arange(8, dtype=np.int32)]
        targets = random.random((8, 1), np.float32)
        results = []

        class Theirs(cnr.CropAndResize):
            def call(self, inputs):
                return tf.image.crop_and_resize(*inputs, self.crop_size)

        for layer in (cnr.CropAndResize, Theirs):
            tf.keras.utils.set_random_seed(1)
            tensors = [tf.keras.Input((20, 24, 3)), tf.keras.Input((4,)), tf.keras.Input((), dtype="int32")]
            features = tf.keras.layers.Conv2D(6, 3, padding="same", activation="relu")(tensors[0])
            crops = layer((7, 7))([features, *tensors[1:]])
            self.assertEqual(crops.shape, (None, 7, 7, 6))
            output = tf.keras.layers.Dense(1)(tf.keras.layers.Flatten()(crops))
            model = tf.keras.Model(tensors, output)
            model.compile(tf.keras.optimizers.SGD(0.003), "mse")
            before = model.evaluate(inputs, targets, verbose=0)
            model.train_on_batch(inputs, targets)
            after = model.evaluate(inputs, targets, verbose=0)
            self.assertLess(after, before)
            results.append([np.float32(before), np.float32(after), *model.get_weights()])
        for ours, theirs in zip(*results):
            self.assertEqual(different(ours, theirs), 0)

    def test_a_keras_layer_is_saved(self):
        layer = cnr.CropAndResize((3, 4), method="nearest", extrapolation_value=2.0)
        copy = tf.keras.layers.deserialize(tf.keras.layers.serialize(layer))
        image, others = np.ones((1, 5, 5, 1), np.float16), [float32([[-1, -1, 1, 1]]), int32([0])]
        self.assertEqual(different(copy([image, *others]), layer([image, *others])), 0)
        self.assertEqual(copy([image, *others]).numpy()[0, 0, 0, 0], 2)

    def test_a_keras_layer_keeps_its_boxes_in_float(self):
        """Mixed precision casts the inputs of other layers to half, which has no bits for boxes."""
        policy = tf.keras.mixed_precision.global_policy()
        tf.keras.mixed_precision.set_global_policy("mixed_float16")
        try:
            image = np.random.default_rng(SEED).random((1, 200, 200, 1)).astype(np.float16)
            others = (float32([[0.1234567, 0.2, 0.7654321, 0.8]]), int32([0]))
            crops = cnr.CropAndResize((9, 9))([image, *others])
            self.assertEqual(different(crops, tf.image.crop_and_resize(image, *others, [9, 9])), 0)
        finally:
            tf.keras.mixed_precision.set_global_policy(policy)

    def test_a_data_set_maps_it(self):
        """Calls at the same time, in threads of tf.data's, with its limit on the threads within an operation and
        without."""
        random = np.random.default_rng(SEED)
        images = random.integers(0, 256, (24, 60, 80, 3), np.uint8)
        boxes = random_boxes(random, 24 * 16).reshape(24, 16, 4)

        def with_crops(crop):
            return lambda image, boxes: crop(image[None], boxes, tf.zeros(16, tf.int32), [40, 40])

        for limit in (0, 1):
            options = tf.data.Options()
            options.threading.max_intra_op_parallelism = limit
            data = tf.data.Dataset.from_tensor_slices((images, boxes)).repeat(3).with_options(options)
            ours, theirs = (list(data.map(with_crops(crop), num_parallel_calls=8).as_numpy_iterator())
                            for crop in (cnr.crop_and_resize, tf.image.crop_and_resize))
            self.assertEqual(len(ours), 72)
            self.assertEqual(sum(different(*pair) for pair in zip(ours, theirs)), 0)

    def test_threads_call_it(self):
        random = np.random.default_rng(SEED)
        image = tf.constant(random.random((1, 100, 100, 8), np.float32))
        boxes, indices = random_boxes(random, 50), np.zeros(50, np.int32)
        expected = tf.image.crop_and_resize(image, boxes, indices, [30, 30])
        wrong = []

        def call():
            wrong.extend(different(cnr.crop_and_resize(image, boxes, indices, [30, 30]), expected) for _ in range(20))

        threads = [threading.Thread(target=call) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [0] * 160)

    def test_a_saved_model_has_it(self):
        class Cropper(tf.Module):
            @tf.function(input_signature=[tf.TensorSpec((None, None, None, 3), tf.uint8), tf.TensorSpec((None, 4)),
                                          tf.TensorSpec((None,), tf.int32)])
            def crop(self, image, boxes, box_indices):
                return cnr.crop_and_resize(image, boxes, box_indices, [6, 7], "nearest")

        random = np.random.default_rng(SEED)
        image = random.integers(0, 256, (1, 30, 40, 3), np.uint8)
        arguments = (image, random_boxes(random, 5), np.zeros(5, np.int32))
        with tempfile.TemporaryDirectory() as folder:
            tf.saved_model.save(Cropper(), folder)
            crops = tf.saved_model.load(folder).crop(*arguments)
        self.assertEqual(different(crops, tf.image.crop_and_resize(*arguments, [6, 7], "nearest")), 0)


if __name__ == "__main__":
    print(f"TensorFlow {tf.__version__}, seed {SEED} (CNR_TEST_SEED={SEED} repeats it)", flush=True)
    # Several threads within an operation, on any machine; and TensorFlow's gradient by image in one order.
    tf.config.threading.set_intra_op_parallelism_threads(4)
    tf.config.experimental.enable_op_determinism()
    tf.keras.utils.set_random_seed(1)
    tf.get_logger().setLevel("ERROR")  # it advises against building a graph for each of many shapes
    program = unittest.main(verbosity=2, exit=False)
    print(f"{compared} elements compared, bit for bit")
    sys.exit(not program.result.wasSuccessful())
