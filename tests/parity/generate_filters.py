#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the parity data of filters: crops by Pillow, torch, torchvision, OpenCV and ONNX Runtime, with the filter and
the options of cnr::crop_and_resize that stand for what these compute.

    python3 tests/parity/generate_filters.py [--venv FOLDER] [--out FOLDER]

runs in the virtual environment of generate.py, into which it installs Pillow, too, and writes filters.txt and
filters.bin. Their format is that of parity.txt and parity.bin, which generate.py explains. In place of a method stands
a filter: its name, and after a colon its number, as in cubic:-0.5 or roi_align:2. Crops of bytes are stored as floats.

Of many random calls, those are stored that differ most from the formulas of filter.hpp in double.
"""

import dataclasses
import pathlib
import sys
import typing

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import generate  # noqa: E402
from generate import Blob, argument_parser, in_environment, random_of, write_files  # noqa: E402

PINS = {**generate.PINS, "pillow": "13.0.0"}


def pillow_resize(image, box, size, name):
    """Each channel as an image of floats."""
    from PIL import Image
    planes = [Image.fromarray(plane).resize(size[::-1], Image.Resampling[name], tuple(float(x) for x in box))
              for plane in np.ascontiguousarray(image.transpose(2, 0, 1))]
    return np.stack([np.asarray(plane) for plane in planes], axis=-1)


def pillow_resize_bytes(image, box, size):
    from PIL import Image
    resized = Image.fromarray(image.astype(np.uint8)).resize(size[::-1], Image.Resampling.BILINEAR,
                                                             tuple(float(x) for x in box))
    return np.asarray(resized).astype(np.float32)


def interpolate(image, size, mode, element=None):
    import torch
    elements = generate.tensor(image.astype(element or np.float32)).contiguous(memory_format=torch.channels_last)
    return generate.pixels(torch.nn.functional.interpolate(elements, size=size, mode=mode, align_corners=False,
                                                           antialias=True)).astype(np.float32)


def opencv_area(image, box, size):
    import cv2
    resized = cv2.resize(generate.cut(image, box), size[::-1], interpolation=cv2.INTER_AREA)
    return resized.reshape(*size, image.shape[2])


def torchvision_roi_align(image, box, size, ratio):
    import torch
    from torchvision.ops import roi_align
    rois = torch.tensor([[0, *(float(x) for x in box)]])
    return generate.pixels(roi_align(generate.tensor(image), rois, size, sampling_ratio=ratio, aligned=True))


def onnx_roi_align(image, box, size, ratio):
    session = generate.onnx_session("RoiAlign", "", [("image", "FLOAT", [None] * 4), ("rois", "FLOAT", [None, 4]),
                                                     ("indices", "INT64", [None])],
                                    mode="avg", output_height=size[0], output_width=size[1], sampling_ratio=ratio,
                                    coordinate_transformation_mode="half_pixel")
    return generate.pixels(session.run(None, {"image": generate.tensor(image).numpy(), "rois": np.float32([box]),
                                              "indices": np.zeros(1, np.int64)})[0])


def box_inside(random, shape):
    """x1, y1, x2, y2: a box inside the image, anywhere between pixels."""
    (top, bottom), (left, right) = (np.sort(random.uniform(0, extent, 2)) for extent in shape[:2])
    return left, top, max(right, left + 0.5), max(bottom, top + 0.5)


def box_around(random, shape):
    """x1, y1, x2, y2: a box of which a part may be outside."""
    (top, bottom), (left, right) = (np.sort(random.uniform(-0.2 * extent, 1.2 * extent, 2)) for extent in shape[:2])
    return left, top, right, bottom


def large_pixel_box(random, shape):
    """x, y, width, height: whole pixels, at least 12 along each axis."""
    height, width = (int(random.integers(12, extent + 1)) for extent in shape[:2])
    return int(random.integers(0, shape[1] - width + 1)), int(random.integers(0, shape[0] - height + 1)), width, height


@dataclasses.dataclass
class Peer:
    """What a peer computes, and the filter and the options of the library that stand for it."""
    name: str
    run: typing.Callable  # of the image, the box and the crop's size
    make_box: typing.Callable
    filter: str
    boxes: str = "xyxy_pixels"
    border: str = "extrapolate"
    size: str = "any"  # or one that divides the box, or one that is smaller than it


PEERS = (
    Peer("Pillow.resize/BILINEAR", lambda *call: pillow_resize(*call, "BILINEAR"), box_inside, "triangle"),
    Peer("Pillow.resize/BICUBIC", lambda *call: pillow_resize(*call, "BICUBIC"), box_inside, "cubic:-0.5"),
    Peer("Pillow.resize/LANCZOS", lambda *call: pillow_resize(*call, "LANCZOS"), box_inside, "lanczos3"),
    Peer("Pillow.resize/BILINEAR/bytes", pillow_resize_bytes, box_inside, "triangle"),
    Peer("torch.interpolate/bilinear/antialias",
         lambda image, box, size: interpolate(generate.cut(image, box), size, "bilinear"),
         large_pixel_box, "triangle", "xywh_pixels", "isolate"),
    Peer("torch.interpolate/bicubic/antialias",
         lambda image, box, size: interpolate(generate.cut(image, box), size, "bicubic"),
         large_pixel_box, "cubic:-0.5", "xywh_pixels", "isolate"),
    Peer("torch.interpolate/bilinear/antialias/bytes",
         lambda image, box, size: interpolate(generate.cut(image, box), size, "bilinear", np.uint8),
         large_pixel_box, "triangle", "xywh_pixels", "isolate"),
    Peer("cv.resize/area/whole_factor", opencv_area, large_pixel_box, "area", "xywh_pixels", "isolate", "divides"),
    Peer("cv.resize/area", opencv_area, large_pixel_box, "area", "xywh_pixels", "isolate", "smaller"),
    Peer("torchvision.roi_align/2", lambda *call: torchvision_roi_align(*call, 2), box_around, "roi_align:2"),
    Peer("torchvision.roi_align/adaptive", lambda *call: torchvision_roi_align(*call, 0), box_around, "roi_align:0"),
    Peer("onnxruntime.RoiAlign/3", lambda *call: onnx_roi_align(*call, 3), box_around, "roi_align:3"),
    Peer("onnxruntime.RoiAlign/adaptive", lambda *call: onnx_roi_align(*call, 0), box_around, "roi_align:0"),
)


def weight(name, parameter, distance, stretch):
    x = np.abs(distance) / stretch
    if name == "area":
        return np.clip((stretch + 1) / 2 - np.abs(distance), 0, 1)
    if name == "triangle":
        return np.maximum(1 - x, 0)
    if name == "lanczos3":
        return np.where(x < 3, np.sinc(x) * np.sinc(x / 3), 0)
    near = ((parameter + 2) * x - (parameter + 3)) * x * x + 1
    far = parameter * (x - 1) * (x - 2) ** 2
    return np.where(x < 1, near, np.where(x < 2, far, 0))


def filter_matrix(name, parameter, low, high, image_extent, crop_extent):
    """What each pixel is multiplied by for each row of the crop, in double."""
    one, half = np.float32(1), np.float32(0.5)
    scale = (high - low) / np.float32(crop_extent)
    rows = np.arange(crop_extent).astype(np.float32)
    matrix = np.zeros((crop_extent, image_extent))
    if name == "roi_align":
        samples = int(parameter) if parameter > 0 else int(np.ceil(scale))
        for i, sample in ((i, sample) for i in range(crop_extent) for sample in range(samples)):
            p = (low - half) + rows[i] * scale + (np.float32(sample) + half) * scale / np.float32(samples)
            if p < -1 or p > image_extent:
                continue
            p = float(np.clip(p, 0, image_extent - 1))
            first = int(p)
            matrix[i, first] += (first + 1 - p) / samples
            matrix[i, min(first + 1, image_extent - 1)] += (p - first) / samples
        return matrix
    centers = ((low - half) + (rows + half) * scale).astype(np.float64)[:, None]
    matrix = weight(name, parameter, np.arange(image_extent)[None] - centers, float(max(one, scale)))
    return matrix / matrix.sum(axis=1, keepdims=True)


def formula(peer, image, box, size):
    """The library's crop of the peer's box, by the formulas of filter.hpp in double."""
    name, _, number = peer.filter.partition(":")
    x1, y1, x2, y2 = np.float32(box)
    if peer.boxes == "xywh_pixels":  # as a picture of its own
        image = generate.cut(image, box)
        x1, y1, x2, y2 = np.float32((0, 0, box[2], box[3]))
    rows = filter_matrix(name, float(number or 0), y1, y2, image.shape[0], size[0])
    columns = filter_matrix(name, float(number or 0), x1, x2, image.shape[1], size[1])
    crop = np.einsum("iy,jx,yxc->ijc", rows, columns, image.astype(np.float64), optimize=True)
    return np.clip(np.rint(crop), 0, 255) if peer.name.endswith("bytes") else crop


def pick_size(random, peer, box, outputs):
    """A crop of at most about so many pixels. More than one column: torch's antialias has another rule for one."""
    most = int(outputs ** 0.5)
    extents = [int(number) for number in (box[3], box[2])]
    if peer.size == "divides":
        return tuple(int(random.choice([n for n in range(2, most + 1) if extent % n == 0] or [1]))
                     for extent in extents)
    if peer.size == "smaller":
        return tuple(int(random.integers(2, min(most, extent) + 1)) for extent in extents)
    rows = int(random.integers(1, 2 * most + 1))
    return rows, int(max(2, min(random.integers(2, 2 * most + 1), outputs // rows)))


def choose(peer, name, image, candidates, outputs):
    """The call that differs most of the candidates."""
    random = random_of(f"{peer.name} {name}")
    worst = None
    for _ in range(candidates):
        box = np.float32(peer.make_box(random, image.shape))
        size = pick_size(random, peer, box, outputs)
        crop = peer.run(image, box, size)
        difference = np.abs(formula(peer, image, box, size) - crop).max()
        if worst is None or difference > worst[0]:
            worst = difference, size, box, crop.astype(np.float32)
    return worst


def write(out):
    blob = Blob()
    # Its zero bytes, at the start, tell git that the file is not text.
    blob.add(np.zeros(4, np.float32))
    # REUSE-IgnoreStart
    lines = ["# SPDX-License-Identifier: MIT",
             # REUSE-IgnoreEnd
             "# Written by generate_filters.py, which explains the format, with "
             + ", ".join(f"{name} {version}" for name, version in PINS.items()) + "."]
    pictures = [("photograph", generate.photograph()[80:176, 176:272])]
    lines.append(f"image photograph {' '.join(map(str, pictures[0][1].shape))} stored {blob.add(pictures[0][1])}")
    for seed, shape in enumerate([(45, 38, 3), (157, 211, 3)], 6):
        name = "noise_{}x{}".format(*shape)
        pictures.append((name, generate.noise(seed, shape)))
        lines.append(f"image {name} {' '.join(map(str, shape))} noise {seed}")
    calls, outputs = 0, 0
    for name, image in pictures:
        for peer in PEERS:
            difference, size, box, crop = choose(peer, name, image.astype(np.float32), 32, 120)
            print(f"{peer.name:44} {name:14} {difference / 255:.1e}")
            lines.append(" ".join(map(str, ["crop", peer.name, name, peer.filter, "half_pixel", peer.border, peer.boxes,
                                            "00000000", 1, *size, blob.add(box), blob.add(crop)])))
            calls += 1
            outputs += crop.size
    lines.append(f"total {calls} {outputs} {len(blob.bytes)} {blob.hash():016x}")
    write_files(out, "filters", blob, lines)
    print(f"{calls} calls, {outputs} outputs, {len(blob.bytes)} bytes in filters.bin")


def main():
    parser = argument_parser("Writes the parity data of filters from the peers.", "parity-venv", HERE / "data")
    arguments = parser.parse_args()
    if in_environment(arguments, PINS):
        global np
        import numpy as np
        import cv2
        import torch
        generate.np = np
        cv2.setNumThreads(1)
        torch.set_num_threads(1)
        write(arguments.out)


if __name__ == "__main__":
    main()
