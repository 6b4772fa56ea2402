# SPDX-License-Identifier: MIT
"""tf.image.crop_and_resize by the library of that name, on the CPU: a function, its gradients and a Keras layer.

    crops = cnr_tensorflow.crop_and_resize(image, boxes, box_indices, [224, 224])

build.py puts this file beside the operations that it loads. Importing it makes them known to TensorFlow, so it comes
before a SavedModel that has them is loaded.
"""

import pathlib

import tensorflow as tf

_operations = tf.load_op_library(str(pathlib.Path(__file__).with_name("crop_and_resize_op.so")))

# Of images of these types there is a gradient, as in TensorFlow.
_DIFFERENTIABLE = (tf.float16, tf.float32, tf.float64)


def crop_and_resize(image, boxes, box_indices, crop_size, method="bilinear", extrapolation_value=0.0, name=None):
    """In place of tf.image.crop_and_resize: the same arguments, and the same bytes.

    Args:
      image: [batch, height, width, channels] of uint8, uint16, int8, int16, int32, int64, half, float32 or float64.
      boxes: [num_boxes, 4] of float32: y1, x1, y2, x2, normalised by extent - 1.
      box_indices: [num_boxes] of int32, each in [0, batch).
      crop_size: [2] of int32: height and width of each crop, in pixels.
      method: "bilinear" or "nearest".
      extrapolation_value: what is written outside the image.
      name: of the operation.

    Returns:
      [num_boxes, crop_height, crop_width, channels] of float32.
    """
    return _operations.cnr_crop_and_resize(image, boxes, box_indices, crop_size, method=method,
                                           extrapolation_value=extrapolation_value, name=name)


def grad_image(grads, boxes, box_indices, image_size, T, method="bilinear", name=None):  # pylint: disable=invalid-name
    """In place of tf.raw_ops.CropAndResizeGradImage: the same bytes on any number of threads."""
    return _operations.cnr_crop_and_resize_grad_image(grads, boxes, box_indices, image_size, T=T, method=method,
                                                      name=name)


def grad_boxes(grads, image, boxes, box_indices, name=None):
    """In place of tf.raw_ops.CropAndResizeGradBoxes, summed in double."""
    return _operations.cnr_crop_and_resize_grad_boxes(grads, image, boxes, box_indices, name=name)


@tf.RegisterGradient("CnrCropAndResize")
def _differentiate(operation, grads):
    """The gradients by image, boxes, box_indices and crop_size. As in TensorFlow, crops made with "nearest" have
    bilinear's gradient by boxes."""
    image, boxes, box_indices, _ = operation.inputs
    # A tape knows which of them nobody asks for. A graph drops these by itself.
    unwanted = getattr(operation, "skip_input_indices", None) or ()
    by_image = by_boxes = None
    if image.dtype in _DIFFERENTIABLE and 0 not in unwanted:
        by_image = grad_image(grads, boxes, box_indices, tf.shape(image), T=image.dtype,
                              method=operation.get_attr("method"))
    if 1 not in unwanted:
        by_boxes = grad_boxes(grads, image, boxes, box_indices)
    return by_image, by_boxes, None, None


@tf.keras.utils.register_keras_serializable("cnr")
class CropAndResize(tf.keras.layers.Layer):
    """A Keras layer of [image, boxes, box_indices], which become crops of one size."""

    def __init__(self, crop_size, method="bilinear", extrapolation_value=0.0, **kwargs):
        # Boxes are float32 under every policy. Half has no bits for them.
        super().__init__(autocast=False, **kwargs)
        self.crop_size = tuple(crop_size)
        self.method = method
        self.extrapolation_value = extrapolation_value

    def call(self, inputs):
        image, boxes, box_indices = inputs
        return crop_and_resize(image, boxes, box_indices, self.crop_size, self.method, self.extrapolation_value)

    def compute_output_shape(self, input_shape):
        image, boxes, _ = input_shape
        return (boxes[0], *self.crop_size, image[3])

    def get_config(self):
        return {**super().get_config(), "crop_size": self.crop_size, "method": self.method,
                "extrapolation_value": self.extrapolation_value}
