# SPDX-License-Identifier: MIT
"""TensorFlow's own operation, on the CPU."""

import os

import numpy

from comparison.timing import Job


class TensorFlow:
    name = "TensorFlow"
    layout = "NHWC"

    def __init__(self, threads):
        os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
        os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
        import tensorflow

        tensorflow.config.threading.set_intra_op_parallelism_threads(threads)
        tensorflow.config.threading.set_inter_op_parallelism_threads(1)
        self.tf = tensorflow
        self.package = f"TensorFlow {tensorflow.__version__}"

    def takes(self, workload):
        return workload.element != "bfloat16"

    def prepare(self, workload, inputs):
        image, boxes, box_indices, size = map(
            self.tf.constant, (inputs.image, inputs.boxes, inputs.box_indices, [workload.crop, workload.crop]))

        # The tensor as it is: numpy() would copy it.
        def run():
            return self.tf.raw_ops.CropAndResize(image=image, boxes=boxes, box_ind=box_indices, crop_size=size,
                                                 method=workload.method, extrapolation_value=0.0)

        return Job(run, lambda: numpy.array(run()))

    def prepare_planar(self, workload, inputs):
        """The output transposed to NCHW."""
        crop = self.prepare(workload, inputs).run

        def run():
            return self.tf.transpose(crop(), [0, 3, 1, 2])

        return Job(run, lambda: numpy.array(run()).transpose(0, 2, 3, 1))

    def prepare_gradient(self, kind, workload, inputs, grads):
        """The gradient of that kind, grad_image or grad_boxes."""
        image, boxes, box_indices, grads, size = map(
            self.tf.constant, (inputs.image, inputs.boxes, inputs.box_indices, grads,
                               numpy.array(inputs.image.shape, numpy.int32)))

        def by_image():
            return self.tf.raw_ops.CropAndResizeGradImage(grads=grads, boxes=boxes, box_ind=box_indices,
                                                          image_size=size, T=image.dtype, method=workload.method)

        def by_boxes():
            return self.tf.raw_ops.CropAndResizeGradBoxes(grads=grads, image=image, boxes=boxes, box_ind=box_indices,
                                                          method=workload.method)

        run = {"grad_image": by_image, "grad_boxes": by_boxes}[kind]
        return Job(run, lambda: numpy.array(run()))


def peers(threads=1):
    return [TensorFlow(threads)]
