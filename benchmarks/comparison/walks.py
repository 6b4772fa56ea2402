# SPDX-License-Identifier: MIT
"""The calls that the study of cliffs times: walks, on each of which one thing changes, step by step.

Needs no package, as workloads.
"""

import dataclasses

# Where the axes of an image or of crops are in memory: the last one is packed. N is the batch or the boxes.
LAYOUTS = {"NHWC": (0, 1, 2, 3), "NCHW": (0, 3, 1, 2), "NWHC": (0, 2, 1, 3), "NCWH": (0, 3, 2, 1)}

# Outputs of a call, roughly: so many that what a call costs beside its boxes does not count.
OUTPUTS = 200_000
MAX_BOXES = 4096


@dataclasses.dataclass(frozen=True)
class Point:
    """One call. Its boxes are as many as make OUTPUTS."""
    element: str
    height: int  # of the image
    width: int
    channels: int
    crop_height: int
    crop_width: int
    side: tuple[float, float] = (0.1, 0.4)  # as Workload.side; (1, 1) is the whole image
    method: str = "bilinear"
    image_layout: str = "NHWC"
    crops_layout: str = "NHWC"
    kind: str = "forward"  # or grad_image, grad_boxes: image and crops are then those of the gradients

    @property
    def image(self):
        return (1, self.height, self.width, self.channels)

    @property
    def num_boxes(self):
        return max(1, min(MAX_BOXES, OUTPUTS // (self.crop_height * self.crop_width * self.channels)))

    @property
    def crops(self):
        return (self.num_boxes, self.crop_height, self.crop_width, self.channels)

    @property
    def name(self):
        return (f"{self.element} {self.image_layout} {self.height}x{self.width}x{self.channels}, boxes of "
                f"{self.side[0]:g} to {self.side[1]:g}, {self.crops_layout} {self.crop_height}x{self.crop_width}"
                + (", nearest" if self.method == "nearest" else "")
                + (f", {self.kind}" if self.kind != "forward" else ""))


MANY_CHANNELS = (*range(1, 36), 40, 47, 48, 49, 56, 63, 64, 65, 66, 70)
SIZES = (1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 15, 16, 17, 20, 24, 28, 32, 40, 48, 56, 64, 80, 112, 160, 224)
PAIRS = (("NHWC", "NHWC"), ("NCHW", "NCHW"), ("NHWC", "NCHW"), ("NCHW", "NHWC"))
ELEMENTS = ("uint8", "int8", "uint16", "int16", "int32", "int64", "float16", "bfloat16", "float32", "float64")


def of_channels():
    for element in ("uint8", "float16", "float32"):
        for image_layout, crops_layout in PAIRS:
            for crop in (7, 14, 64):
                yield (f"channels, {element}, {image_layout} to {crops_layout}, {crop}x{crop}",
                       [Point(element, 64, 64, channels, crop, crop, image_layout=image_layout,
                              crops_layout=crops_layout) for channels in MANY_CHANNELS])


def of_crop_sizes():
    for element in ("uint8", "float32"):
        for image_layout, crops_layout in PAIRS:
            for channels in (1, 3, 16, 64):
                yield (f"crop sizes, {element} x {channels}, {image_layout} to {crops_layout}",
                       [Point(element, 240, 320, channels, size, size, image_layout=image_layout,
                              crops_layout=crops_layout) for size in SIZES])


def of_shapes():
    for element, channels in (("uint8", 3), ("float32", 1), ("float32", 64)):
        for method in ("bilinear", "nearest"):
            yield (f"shapes of crops, {element} x {channels}, {method}",
                   [Point(element, 480, 640, channels, 2**log, 4096 // 2**log, method=method) for log in range(13)])


def of_shrinking():
    for element in ("uint8", "float16", "float32", "float64"):
        for channels in (1, 3, 4):
            for method in ("bilinear", "nearest"):
                yield (f"shrinking, {element} x {channels}, {method}",
                       [Point(element, 1080, 1920, channels, size, size, (1, 1), method)
                        for size in (1080, 896, 640, 512, 448, 384, 320, 256, 224, 192, 160, 128, 112, 96, 80, 64, 48)])


def of_image_sizes():
    for element, channels in (("uint8", 1), ("uint8", 3), ("float32", 1), ("float32", 3), ("float32", 64)):
        for layout in ("NHWC", "NCHW"):
            yield (f"image sizes, {element} x {channels}, {layout}",
                   [Point(element, size, size, channels, 28, 28, (1, 1), image_layout=layout, crops_layout=layout)
                    for size in (1, 2, 3, 4, 6, 7, 8, 12, 14, 15, 16, 17, 20, 24, 28, 31, 32, 33, 40, 48, 56, 64, 96)])


def of_layouts():
    for element in ELEMENTS:
        for channels in (1, 3, 8, 64):
            for crops_layout in LAYOUTS:
                yield (f"layouts of images, {element} x {channels}, to {crops_layout}",
                       [Point(element, 128, 128, channels, 32, 32, image_layout=layout, crops_layout=crops_layout)
                        for layout in LAYOUTS])


def of_gradients():
    for kind in ("grad_image", "grad_boxes"):
        for layout in ("NHWC", "NCHW"):
            for crop in (7, 32):
                yield (f"channels, {kind}, {layout}, {crop}x{crop}",
                       [Point("float32", 64, 64, channels, crop, crop, image_layout=layout, crops_layout=layout,
                              kind=kind) for channels in MANY_CHANNELS])
            for channels in (1, 3, 16):
                yield (f"crop sizes, {kind}, float32 x {channels}, {layout}",
                       [Point("float32", 240, 320, channels, size, size, image_layout=layout, crops_layout=layout,
                              kind=kind) for size in SIZES])
        for channels in (1, 3, 8, 64):
            yield (f"layouts, {kind}, float32 x {channels}",
                   [Point("float32", 128, 128, channels, 32, 32, image_layout=layout, crops_layout=layout, kind=kind)
                    for layout in LAYOUTS])


WALKS = {"channels": of_channels, "crops": of_crop_sizes, "shapes": of_shapes, "shrinking": of_shrinking,
         "images": of_image_sizes, "layouts": of_layouts, "gradients": of_gradients}
