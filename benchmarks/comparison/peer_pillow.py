# SPDX-License-Identifier: MIT
"""Pillow, whose resize has the filters of ours under other names. Called once a box."""

import numpy

from comparison.timing import Job

FILTERS = {"triangle": "BILINEAR", "cubic": "BICUBIC", "lanczos3": "LANCZOS"}


class Pillow:
    name = "Pillow"

    def __init__(self):
        import PIL
        import PIL.Image

        self.image = PIL.Image
        self.package = f"Pillow {PIL.__version__}"

    def prepare_filter(self, workload, inputs, filter_name):
        """Images of uint8 x 3."""
        image = self.image.fromarray(inputs.image[0])
        resample = self.image.Resampling[FILTERS[filter_name]]
        size = (workload.crop, workload.crop)
        height, width = workload.image[1:3]
        places = [tuple(map(float, box)) for box in inputs.boxes[:, [1, 0, 3, 2]] * [width, height, width, height]]

        def run():
            return [image.resize(size, resample, box) for box in places]

        return Job(run, lambda: numpy.stack([numpy.asarray(crop) for crop in run()]))


def peers():
    return [Pillow()]
