#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the parity data: crops by torch, torchvision, OpenCV and ONNX Runtime, with the options of cnr::crop_and_resize
that stand for what these compute.

    python3 tests/parity/generate.py [--venv FOLDER] [--out FOLDER]

makes a virtual environment, installs the pinned packages below into it (6 GB, as torch's package brings CUDA), runs
itself there and writes parity.txt and parity.bin. The same pins give the same bytes on the same kind of processor.

    python3 tests/parity/generate.py [--venv FOLDER] --measure COUNT

writes nothing. It compares COUNT random calls of each peer and each kind of picture with the formulas of the
documentation in numpy's float, and prints the greatest differences.

parity.bin holds arrays, little-endian, row-major, one after the other without gaps; equal arrays are stored once.
parity.txt is the list of what they are: lines of words, each with its meaning given by the first word. Offsets are
those of bytes in parity.bin.

    # ...      a comment
    image      NAME HEIGHT WIDTH CHANNELS SOURCE NUMBER
               a picture of uint8. SOURCE is stored, then NUMBER is its offset; or noise, then NUMBER is the seed of a
               std::mt19937, and each element is the upper eight of the next 32 bits, in row-major order
    crop       PEER IMAGE METHOD COORDINATES BORDER FORMAT EXTRAPOLATION NUM_BOXES CROP_HEIGHT CROP_WIDTH BOXES CROPS
               one call, as the library spells it, and the peer's crops: floats, [NUM_BOXES, CROP_HEIGHT, CROP_WIDTH,
               CHANNELS]. EXTRAPOLATION is the float's bits in hexadecimal
    blob       the same words, and SCALE BIAS: offsets of CHANNELS floats each
               crops normalised with these, their channels in reverse order: [NUM_BOXES, CHANNELS, CROP_HEIGHT,
               CROP_WIDTH]
    total      LINES OUTPUTS BYTES HASH
               the last line: number of crop and blob lines, number of their outputs, size of parity.bin and its FNV-1a
               hash, 64 bits in hexadecimal

Of many random calls, those are stored that differ most from the formulas.
"""

import dataclasses
import pathlib
import struct
import sys
import typing

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))
from generator import Blob, argument_parser, in_environment, random_of, write_files  # noqa: E402

PINS = {"torch": "2.15.0", "torchvision": "0.29.2", "opencv-python-headless": "5.0.0.93", "onnxruntime": "1.32.0",
        "onnx": "1.23.2", "numpy": "2.4.6"}
PHOTOGRAPH = HERE.parent.parent / "examples" / "data" / "astronaut.png"
WHOLE = (0.0, 0.0, 1.0, 1.0)
# ImageNet's, in units of a byte; blobFromImages takes one scale for all channels.
MEAN = (123.675, 116.28, 103.53)
SCALE = 1 / 57.375


def tensor(image):
    import torch
    return torch.from_numpy(np.ascontiguousarray(image.transpose(2, 0, 1)))[None]


def pixels(tensors):
    return np.asarray(tensors)[0].transpose(1, 2, 0)


def cut(image, box):
    """What a box in whole pixels (x, y, width, height) holds."""
    x, y, width, height = (int(number) for number in box)
    return image[y:y + height, x:x + width]


def interpolate(image, size, mode, align_corners=None):
    import torch
    return pixels(torch.nn.functional.interpolate(tensor(image), size=size, mode=mode, align_corners=align_corners))


def resized_crop(image, box, size, mode):
    from torchvision.transforms import InterpolationMode
    from torchvision.transforms.v2 import functional
    x, y, width, height = (int(number) for number in box)
    return pixels(functional.resized_crop(tensor(image), y, x, height, width, list(size),
                                          InterpolationMode(mode), antialias=False))


def opencv_resize(image, box, size):
    import cv2
    resized = cv2.resize(cut(image, box), size[::-1], interpolation=cv2.INTER_LINEAR)
    return resized.reshape(*size, image.shape[2])


def opencv_blob(image, box, size):
    import cv2
    crop = opencv_resize(image, box, size)
    return cv2.dnn.blobFromImages([crop], SCALE, mean=MEAN, swapRB=True, crop=False, ddepth=cv2.CV_32F)[0]


SESSIONS = {}


def onnx_session(operator, domain, inputs, **attributes):
    """A model of this one operator. The first input is the image, [batch, channels, height, width]."""
    key = (operator, *sorted(attributes.items()))
    if key not in SESSIONS:
        import onnxruntime
        from onnx import TensorProto, helper
        names = [name if kind else "" for name, kind, _ in inputs]
        node = helper.make_node(operator, names, ["crops"], domain=domain, **attributes)
        graph = helper.make_graph(
            [node], operator,
            [helper.make_tensor_value_info(name, getattr(TensorProto, kind), shape)
             for name, kind, shape in inputs if kind],
            [helper.make_tensor_value_info("crops", TensorProto.FLOAT, [None] * 4)])
        versions = [helper.make_opsetid("", 19), helper.make_opsetid("com.microsoft", 1)]
        model = helper.make_model(graph, opset_imports=versions, ir_version=9)
        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads = settings.inter_op_num_threads = 1
        SESSIONS[key] = onnxruntime.InferenceSession(model.SerializeToString(), settings,
                                                     providers=["CPUExecutionProvider"])
    return SESSIONS[key]


def onnx_crop_and_resize(image, box, size, mode, extrapolation):
    session = onnx_session("CropAndResize", "com.microsoft",
                           [("image", "FLOAT", [None] * 4), ("boxes", "FLOAT", [None, 4]),
                            ("box_indices", "INT32", [None]), ("size", "INT32", [2])],
                           mode=mode, extrapolation_value=extrapolation)
    return pixels(session.run(None, {"image": tensor(image).numpy(), "boxes": np.float32([box]),
                                     "box_indices": np.zeros(1, np.int32), "size": np.int32(size)})[0])


def onnx_resize(image, size, coordinates, box=WHOLE, extrapolation=0.0):
    session = onnx_session("Resize", "",
                           [("image", "FLOAT", [None] * 4), ("roi", "FLOAT", [8]), ("scales", "", []),
                            ("sizes", "INT64", [4])],
                           mode="linear", coordinate_transformation_mode=coordinates, extrapolation_value=extrapolation)
    return pixels(session.run(None, {"image": tensor(image).numpy(),
                                     "roi": np.float32([0, 0, box[0], box[1], 1, 1, box[2], box[3]]),
                                     "sizes": np.int64([1, image.shape[2], *size])})[0])


def whole(random, shape):
    return WHOLE


def pixel_box(random, shape):
    """x, y, width, height: any box of whole pixels."""
    (top, bottom), (left, right) = (sorted(random.choice(extent + 1, 2, replace=False)) for extent in shape[:2])
    return left, top, right - left, bottom - top


def pixel_corners(random, shape):
    """x1, y1, x2, y2: the centres of the first and the last pixel."""
    x, y, width, height = pixel_box(random, shape)
    return x, y, x + width - 1, y + height - 1


def corners(random, shape):
    """y1, x1, y2, x2: boxes inside the image, some of which touch its end or are flipped."""
    low, high = np.sort(random.uniform(0, 1, (2, 2)), axis=0)
    high[random.uniform(size=2) < 0.25] = 1
    flipped = random.uniform(size=2) < 0.25
    return *np.where(flipped, high, low), *np.where(flipped, low, high)


def corners_outside(random, shape):
    """y1, x1, y2, x2: boxes that reach outside."""
    return random.uniform(-0.2, 1.2, 4)


def corners_within(random, shape):
    """y1, x1, y2, x2: boxes that do not touch the image's ends."""
    low, high = np.sort(random.uniform(0.01, 0.99, (2, 2)), axis=0)
    return *low, *high


@dataclasses.dataclass
class Peer:
    """What a peer computes, and the options of the library that stand for it."""
    name: str
    run: typing.Callable  # of the image, the box and the crop's size
    make_box: typing.Callable
    coordinates: str
    border: str
    boxes: str
    method: str = "bilinear"
    extrapolation: float = 0.0
    normalised: bool = False
    forgets_boxes: bool = False  # along an axis where the crop is as large as the image


PEERS = (
    Peer("torch.interpolate/bilinear", lambda image, box, size: interpolate(image, size, "bilinear", False),
         whole, "half_pixel", "replicate", "yxyx"),
    Peer("torch.interpolate/bilinear/cut_out",
         lambda image, box, size: interpolate(cut(image, box), size, "bilinear", False),
         pixel_box, "half_pixel", "isolate", "xywh_pixels"),
    Peer("torch.interpolate/align_corners", lambda image, box, size: interpolate(image, size, "bilinear", True),
         whole, "clamped_corners", "extrapolate", "yxyx"),
    Peer("torch.interpolate/align_corners/cut_out",
         lambda image, box, size: interpolate(cut(image, (box[0], box[1], box[2] - box[0] + 1, box[3] - box[1] + 1)),
                                              size, "bilinear", True),
         pixel_corners, "clamped_corners", "extrapolate", "xyxy_pixels"),
    Peer("torch.interpolate/nearest_exact", lambda image, box, size: interpolate(image, size, "nearest-exact"),
         whole, "half_pixel", "replicate", "yxyx", "nearest"),
    Peer("torch.interpolate/nearest_exact/cut_out",
         lambda image, box, size: interpolate(cut(image, box), size, "nearest-exact"),
         pixel_box, "half_pixel", "isolate", "xywh_pixels", "nearest"),
    Peer("torchvision.resized_crop/bilinear", lambda image, box, size: resized_crop(image, box, size, "bilinear"),
         pixel_box, "half_pixel", "isolate", "xywh_pixels"),
    Peer("torchvision.resized_crop/nearest_exact",
         lambda image, box, size: resized_crop(image, box, size, "nearest-exact"),
         pixel_box, "half_pixel", "isolate", "xywh_pixels", "nearest"),
    Peer("cv.resize/linear", opencv_resize, pixel_box, "half_pixel", "isolate", "xywh_pixels"),
    Peer("cv.dnn.blobFromImages", opencv_blob, pixel_box, "half_pixel", "isolate", "xywh_pixels", normalised=True),
    Peer("onnxruntime.CropAndResize/bilinear",
         lambda image, box, size: onnx_crop_and_resize(image, box, size, "bilinear", 0.0),
         corners, "clamped_corners", "extrapolate", "yxyx"),
    Peer("onnxruntime.CropAndResize/bilinear/outside",
         lambda image, box, size: onnx_crop_and_resize(image, box, size, "bilinear", 127.5),
         corners_outside, "clamped_corners", "extrapolate", "yxyx", extrapolation=127.5),
    Peer("onnxruntime.CropAndResize/nearest",
         lambda image, box, size: onnx_crop_and_resize(image, box, size, "nearest", 0.0),
         corners, "clamped_corners", "extrapolate", "yxyx", "nearest"),
    Peer("onnxruntime.Resize/half_pixel", lambda image, box, size: onnx_resize(image, size, "half_pixel"),
         whole, "half_pixel", "replicate", "yxyx"),
    Peer("onnxruntime.Resize/align_corners", lambda image, box, size: onnx_resize(image, size, "align_corners"),
         whole, "clamped_corners", "extrapolate", "yxyx"),
    Peer("onnxruntime.Resize/tf_crop_and_resize",
         lambda image, box, size: onnx_resize(image, size, "tf_crop_and_resize", box),
         corners_within, "align_corners", "extrapolate", "yxyx", forgets_boxes=True),
)


def axis_coordinates(peer, low, high, image_extent, crop_extent):
    """The library's coordinates, clamped, and whether each is outside. All in float."""
    one, half, zero = np.float32(1), np.float32(0.5), np.float32(0)
    extent, last_index = np.float32(image_extent), np.float32(image_extent - 1)
    steps = np.arange(crop_extent).astype(np.float32)
    in_pixels = peer.boxes.endswith("pixels")
    if peer.coordinates == "half_pixel":
        unit = one if in_pixels else extent
        scale = (high - low) * unit / np.float32(crop_extent)
        where = (low * unit - half) + (steps + half) * scale
        outside = (where < -half) | (where > extent - half)
    else:
        unit = one if in_pixels else last_index
        if crop_extent > 1:
            where = low * unit + steps * ((high - low) * unit / np.float32(crop_extent - 1))
            if peer.coordinates == "clamped_corners":
                where = np.clip(where, min(low * unit, high * unit), max(low * unit, high * unit))
        else:
            where = np.array([0.5 * float(low + high) * float(unit)]).astype(np.float32)
        outside = (where < 0) | (where > last_index)
    if peer.border == "replicate":
        outside[:] = False
    if peer.border == "isolate" and peer.coordinates == "half_pixel":
        first = np.floor(min(low, high) * unit)
        last = max(np.ceil(max(low, high) * unit) - one, first)
        where = np.clip(where, np.clip(first, zero, last_index), np.clip(last, zero, last_index))
    return np.clip(where, zero, last_index), outside


def sample(image, method, rows, columns):
    if method == "nearest":
        # Away from zero where halfway.
        row, column = (np.floor(p).astype(int) + (p - np.floor(p) >= np.float32(0.5)) for p in (rows, columns))
        return image[row][:, column]
    top, left, bottom, right = (side(p).astype(int) for side in (np.floor, np.ceil) for p in (rows, columns))
    row_weight = (rows - top.astype(np.float32))[:, None, None]
    column_weight = (columns - left.astype(np.float32))[None, :, None]
    upper = image[top][:, left] + (image[top][:, right] - image[top][:, left]) * column_weight
    lower = image[bottom][:, left] + (image[bottom][:, right] - image[bottom][:, left]) * column_weight
    return upper + (lower - upper) * row_weight


def normalisation():
    scale = np.full(3, SCALE, np.float32)
    return scale, (-np.float64(MEAN) * SCALE).astype(np.float32)


def formula(peer, image, box, size):
    """The library's crop of the peer's box, by the formulas of its documentation."""
    numbers = np.float32(box)
    if peer.boxes.startswith("yxyx"):
        top, left, bottom, right = numbers
    elif peer.boxes.startswith("xyxy"):
        left, top, right, bottom = numbers
    else:
        left, top = numbers[:2]
        right, bottom = numbers[:2] + numbers[2:]
    rows, rows_outside = axis_coordinates(peer, top, bottom, image.shape[0], size[0])
    columns, columns_outside = axis_coordinates(peer, left, right, image.shape[1], size[1])
    crop = sample(image, peer.method, rows, columns)
    crop[rows_outside] = peer.extrapolation
    crop[:, columns_outside] = peer.extrapolation
    if peer.normalised:
        scale, bias = normalisation()
        crop = (crop[..., ::-1] * scale + bias).transpose(2, 0, 1)
    return crop


def value_range(peer):
    return 255 * SCALE if peer.normalised else 255


def difference(peer, image, box, size, crop):
    """The greatest, as a share of the range of values; with nearest, the share of outputs that differ."""
    distances = np.abs(formula(peer, image, box, size).astype(np.float64) - crop)
    if peer.method == "nearest":
        return np.mean(distances != 0)
    return distances.max() / value_range(peer)


def noise(seed, shape):
    """The noise that the test makes of the seed."""
    bits = np.frombuffer(np.random.RandomState(seed).bytes(4 * int(np.prod(shape))), "<u4")
    return (bits >> 24).astype(np.uint8).reshape(shape)


def photograph():
    import cv2
    return cv2.imread(str(PHOTOGRAPH))


def random_size(random, peer, shape, outputs):
    """A crop of about so many pixels, flat or tall. With corners, torch and ONNX put a single row elsewhere."""
    least = 1 if peer.coordinates == "half_pixel" else 2
    while True:
        extent = int(random.integers(least, min(40, outputs // least) + 1))
        other = max(least, outputs // extent)
        size = (extent, other) if random.integers(2) else (other, extent)
        if not (peer.forgets_boxes and (size[0] == shape[0] or size[1] == shape[1])):
            return size


def pictures():
    """The stored pictures by name: their elements and how parity.txt says where they are from."""
    yield "photograph", photograph()[:256, 176:272], "stored"
    for seed, shape in enumerate([(45, 38, 3), (157, 211, 3), (256, 256, 3), (512, 512, 3), (1080, 1920, 3)], 1):
        yield "noise_{}x{}".format(*shape), noise(seed, shape), f"noise {seed}"


def choose(peer, name, image, num_boxes, outputs, candidates):
    """A crop size and boxes, those of the candidates that differ most, and the peer's crops of them."""
    random = random_of(f"{peer.name} {name}")
    calls = []
    for _ in range(candidates):
        size = random_size(random, peer, image.shape, outputs)
        boxes = [np.float32(peer.make_box(random, image.shape)) for _ in range(num_boxes)]
        crops = [peer.run(image, box, size) for box in boxes]
        differences = [difference(peer, image, box, size, crop) for box, crop in zip(boxes, crops)]
        calls.append((max(differences), size, boxes, crops))
    if peer.method == "nearest":
        # Coordinates halfway between pixels go either way; README.md says how often. Of the others, the squarest.
        return min(calls, key=lambda call: (call[0], -min(call[1])))
    return max(calls, key=lambda call: call[0])


def write(out):
    blob = Blob()
    # Its zero bytes, near the start, tell git that the file is not text.
    blob.add(np.array([WHOLE], np.float32))
    # REUSE-IgnoreStart
    lines = ["# SPDX-License-Identifier: MIT",
             # REUSE-IgnoreEnd
             "# Written by generate.py, which explains the format, with "
             + ", ".join(f"{name} {version}" for name, version in PINS.items()) + "."]
    calls, outputs = 0, 0
    for name, image, source in pictures():
        number = f"stored {blob.add(image)}" if source == "stored" else source
        lines.append(f"image {name} {' '.join(map(str, image.shape))} {number}")
        elements = image.astype(np.float32)
        for peer in PEERS:
            num_boxes, pixels_each = (1, 184) if peer.make_box is whole else (2, 92)
            worst, size, boxes, crops = choose(peer, name, elements, num_boxes, pixels_each, 48)
            if peer.method == "nearest" and worst != 0:
                sys.exit(f"generate.py: {peer.name} of {name} differs in {worst:.2g} of its outputs")
            bits = struct.unpack("<I", struct.pack("<f", peer.extrapolation))[0]
            words = ["blob" if peer.normalised else "crop", peer.name, name, peer.method, peer.coordinates, peer.border,
                     peer.boxes, f"{bits:08x}", num_boxes, *size, blob.add(np.array(boxes, np.float32)),
                     blob.add(np.array(crops, np.float32))]
            if peer.normalised:
                words += map(blob.add, normalisation())
            lines.append(" ".join(map(str, words)))
            calls += 1
            outputs += sum(crop.size for crop in crops)
    lines.append(f"total {calls} {outputs} {len(blob.bytes)} {blob.hash():016x}")
    write_files(out, "parity", blob, lines)
    print(f"{calls} calls, {outputs} outputs, {len(blob.bytes)} bytes in parity.bin")


def random_pictures(random, kind, count):
    picture = photograph()
    extents = {"photograph 512x512": (512, 512), "noise 512x512": (512, 512), "noise 1080x1920": (1080, 1920)}
    for _ in range(count):
        height, width = extents.get(kind) or random.integers(2, 257, 2)
        if kind.startswith("photograph"):
            top, left = random.integers(0, 513 - np.array([height, width]))
            yield picture[top:top + height, left:left + width].astype(np.float32)
        else:
            yield noise(int(random.integers(2**32)), (height, width, 3)).astype(np.float32)


def measure(count):
    print("greatest difference / share of calls beyond 1e-5 (nearest: of calls that differ at all)")
    for kind, calls in (("photograph to 256", count), ("photograph 512x512", count // 4), ("noise to 256", count),
                        ("noise 512x512", count // 4), ("noise 1080x1920", count // 40)):
        found = {peer.name: [] for peer in PEERS}
        random = random_of(kind)
        for image in random_pictures(random, kind, max(1, calls)):
            for peer in PEERS:
                size = random_size(random, peer, image.shape, 400)
                box = np.float32(peer.make_box(random, image.shape))
                found[peer.name].append(difference(peer, image, box, size, peer.run(image, box, size)))
        print(f"{kind}, {max(1, calls)} calls each")
        for peer in PEERS:
            differences = np.array(found[peer.name])
            share = np.mean(differences > (0 if peer.method == "nearest" else 1e-5))
            print(f"  {peer.name:42} {differences.max():.2e} / {share:.4f}")


def measure_bytes(count):
    """Crops of bytes: these peers round to bytes on the way or at the end, the library at the end."""
    print("crops of bytes: greatest difference, share of elements that differ")
    peer = next(peer for peer in PEERS if peer.name == "cv.resize/linear")
    for kind in ("photograph 512x512", "noise 512x512"):
        differences = {"cv.resize": [], "torchvision.resized_crop": []}
        random = random_of(f"bytes of {kind}")
        for image in random_pictures(random, kind, count):
            size = random_size(random, peer, image.shape, 400)
            box = np.float32(peer.make_box(random, image.shape))
            expected = np.rint(formula(peer, image, box, size))
            elements = image.astype(np.uint8)
            for name, crop in (("cv.resize", opencv_resize(elements, box, size)),
                               ("torchvision.resized_crop", resized_crop(elements, box, size, "bilinear"))):
                differences[name].append(np.abs(crop - expected).ravel())
        for name, each in differences.items():
            each = np.concatenate(each)
            print(f"  {kind:20} {name:26} {each.max():.0f}, {np.mean(each > 0):.3f}")


def main():
    parser = argument_parser("Writes the parity data from the peers.", "parity-venv", HERE / "data")
    parser.add_argument("--measure", type=int, metavar="COUNT", help="compare random calls and write nothing")
    arguments = parser.parse_args()
    if in_environment(arguments, PINS):
        global np
        import numpy as np
        import cv2
        import torch
        cv2.setNumThreads(1)
        torch.set_num_threads(1)
        if arguments.measure:
            measure(arguments.measure)
            measure_bytes(arguments.measure)
        else:
            write(arguments.out)


if __name__ == "__main__":
    main()
