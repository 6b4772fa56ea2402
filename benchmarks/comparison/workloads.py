# SPDX-License-Identifier: MIT
"""What is measured. Needs no package, so that a command line can be checked before there are any."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Workload:
    name: str
    element: str  # numpy's name of the image's element type, or bfloat16
    image: tuple[int, int, int, int]  # batch, height, width, channels
    num_boxes: int
    side: tuple[float, float]  # uniform range of the boxes' normalised sides
    crop: int  # height and width of the crops
    method: str = "bilinear"

    @property
    def crops(self):
        """The output's extents."""
        return (self.num_boxes, self.crop, self.crop, self.image[3])


WORKLOADS = [
    Workload("photo_u8x3", "uint8", (1, 1080, 1920, 3), 32, (0.1, 0.3), 224),
    Workload("photo_u8x3_near", "uint8", (1, 1080, 1920, 3), 32, (0.1, 0.3), 224, "nearest"),
    Workload("features_f32x256", "float32", (1, 50, 50, 256), 300, (0.1, 0.5), 14),
    Workload("features_f32x256_1000", "float32", (1, 50, 50, 256), 1000, (0.1, 0.5), 7),
    Workload("gray_f32x1", "float32", (1, 512, 512, 1), 64, (0.1, 0.4), 128),
    Workload("rgb_f32x3", "float32", (1, 512, 512, 3), 64, (0.1, 0.4), 128),
    Workload("mask_i32x1_near", "int32", (1, 1024, 1024, 1), 64, (0.1, 0.4), 128, "nearest"),
    Workload("features_f16x256", "float16", (1, 50, 50, 256), 300, (0.1, 0.5), 14),
    Workload("whole_u8x3", "uint8", (1, 1080, 1920, 3), 1, (1.0, 1.0), 640),
    Workload("upsample_f32x3", "float32", (64, 32, 32, 3), 64, (1.0, 1.0), 256),
    Workload("tiny_u8x3", "uint8", (1, 480, 640, 3), 10000, (0.02, 0.1), 8),
    Workload("batch_f32x64", "float32", (64, 128, 128, 64), 64, (0.3, 0.9), 28),
]

# The element types that WORKLOADS leaves out, and how names of workloads spell them.
MORE_ELEMENTS = {"uint16": "u16", "int8": "i8", "int16": "i16", "int32": "i32", "int64": "i64", "float16": "f16",
                 "float64": "f64", "bfloat16": "bf16"}


# Those whose gradients are measured.
GRADIENTS = ["features_f32x256", "features_f32x256_1000", "features_f16x256", "gray_f32x1", "rgb_f32x3",
             "upsample_f32x3", "tiny_f32x3", "batch_f32x64"]


def of_gradients():
    more = [dataclasses.replace(find("tiny_u8x3"), name="tiny_f32x3", element="float32"),
            dataclasses.replace(find("rgb_f32x3"), name="rgb_f32x3_near", method="nearest")]
    by_name = {workload.name: workload for workload in WORKLOADS + more}
    return [by_name[name] for name in [*GRADIENTS, "rgb_f32x3_near"]]


def find(name):
    return next(workload for workload in WORKLOADS if workload.name == name)


def with_element(workload, element):
    """The same workload on images of another element type: photo_u8x3 becomes photo_i16x3."""
    shape, _, channels = workload.name.partition("_")
    channels = channels.partition("x")[2]
    return dataclasses.replace(workload, name=f"{shape}_{MORE_ELEMENTS[element]}x{channels}", element=element)


def of_more_elements():
    """Photo-, gray- and features-like workloads of each of MORE_ELEMENTS."""
    shapes = [find(name) for name in ("photo_u8x3", "gray_f32x1", "features_f32x256")]
    return [with_element(workload, element) for element in MORE_ELEMENTS for workload in shapes]


def of_many_boxes():
    """Small crops, from a few to very many."""
    return [dataclasses.replace(find("tiny_u8x3"), name=f"{count} boxes", num_boxes=count)
            for count in (10, 100, 1_000, 10_000, 100_000)]


CROP_SIDES = (16, 32, 64, 128, 256, 512, 1024, 2048)


def of_large_crops():
    """A few crops, from small to very large, of boxes that grow with them: one row of a crop is half a row further on
    in the image, whatever the size."""
    photo = find("photo_u8x3")
    height = photo.image[1]
    return [dataclasses.replace(photo, name=f"{side}x{side} crops", num_boxes=4, crop=side,
                                side=(side / 2 / height, side / 2 / height)) for side in CROP_SIDES]


def of_the_same_boxes():
    """A few crops, from small to very large, of the same boxes: these are shrunk 20-fold, then enlarged 10-fold."""
    return [dataclasses.replace(find("photo_u8x3"), name=f"{side}x{side} crops of the same boxes", num_boxes=4,
                                crop=side) for side in CROP_SIDES]
