# SPDX-License-Identifier: MIT
"""Other destinations, coordinates and borders: beside plain floats, beside two passes, and beside OpenCV."""

import ctypes
import dataclasses
import functools
import math

import numpy

from comparison import workloads
from comparison.bench import variants
from comparison.inputs import aligned_memory, largest_difference, make_inputs, to_nearest_bfloat16
from comparison.library import CallArguments, build, call_arguments, job_of, load

# numpy's type of each destination's elements; bfloat16 as its bits
OUTPUTS = {"float32": "float32", "float16": "float16", "bfloat16": "uint16", "uint8": "uint8", "int8": "int8",
           "uint16": "uint16", "int16": "int16", "int32": "int32", "float64": "float64"}

# The enumerators of cnr::options, by their numbers.
COORDINATES = ("align_corners", "clamped_corners", "half_pixel")
BORDERS = ("extrapolate", "replicate", "isolate")
BOX_FORMATS = ("yxyx", "xyxy", "yxyx_pixels", "xyxy_pixels", "xywh_pixels")

MEAN = (123.7, 116.3, 103.5)
DEVIATION = 57.0


@dataclasses.dataclass(frozen=True)
class Call:
    """What a call writes, and how it samples."""
    out: str = "float32"
    layout: str = "NHWC"
    is_normalised: bool = False
    coordinates: str = "align_corners"
    border: str = "extrapolate"
    box_format: str = "yxyx"


class Arguments(CallArguments):
    """outputs_shim.cpp's struct of the same name."""
    _fields_ = [
        ("scale", ctypes.c_void_p),
        ("bias", ctypes.c_void_p),
        ("coordinates", ctypes.c_int),
        ("border", ctypes.c_int),
        ("box_format", ctypes.c_int),
    ]


def channel_factors(channels):
    """Scale and bias of each channel, with the means of a photograph repeated."""
    scale = numpy.full(channels, 1 / DEVIATION, numpy.float32)
    mean = numpy.resize(numpy.array(MEAN, numpy.float32), channels)
    return scale, -mean * scale


class Outputs:
    """The library, compiled with outputs_shim.cpp. All its jobs write to one buffer, as pages differ in speed."""

    def __init__(self, compiler):
        self.shim = load(build(compiler, source="outputs_shim.cpp"))
        self.memory = aligned_memory(4 * math.prod(workloads.find("features_f32x256").crops))

    def crops_at(self, memory, out, layout, shape):
        """An output in `memory`, seen as NHWC."""
        kind = numpy.dtype(OUTPUTS[out])
        num_boxes, height, width, channels = shape
        stored = shape if layout == "NHWC" else (num_boxes, channels, height, width)
        crops = memory[:math.prod(shape) * kind.itemsize].view(kind).reshape(stored)
        return crops if layout == "NHWC" else crops.transpose(0, 2, 3, 1)

    def arguments(self, workload, inputs, call, crops, scale, bias):
        return Arguments(*call_arguments(inputs.image, inputs, crops),
                         scale.ctypes.data if call.is_normalised else None,
                         bias.ctypes.data if call.is_normalised else None, COORDINATES.index(call.coordinates),
                         BORDERS.index(call.border), BOX_FORMATS.index(call.box_format))

    def prepare(self, workload, inputs, call):
        """A job that makes one call."""
        return self._job(self.shim[f"cnr_crop_{workload.element}_{call.out}"], workload, inputs, call)

    def prepare_two_passes(self, workload, inputs, call, boxes_at_once, streams):
        """A job that crops so many boxes at once to planes of floats, then normalises and converts these."""
        planes = aligned_memory(4 * boxes_at_once * math.prod(workload.crops[1:]))
        return self._job(self.shim[f"cnr_two_passes_{call.out}"], workload, inputs, call,
                         ctypes.c_void_p(planes.ctypes.data), ctypes.c_ssize_t(boxes_at_once), ctypes.c_int(streams),
                         kept=planes)

    def _job(self, function, workload, inputs, call, *more, kept=None):
        crops = self.crops_at(self.memory, call.out, call.layout, workload.crops)
        scale, bias = channel_factors(workload.crops[3])
        arguments = self.arguments(workload, inputs, call, crops, scale, bias)
        return job_of(function, arguments, workload.name, crops, *more, kept=(inputs, scale, bias, kept))


def converted(values, out):
    """Floats as elements of a destination."""
    if out == "bfloat16":
        return to_nearest_bfloat16(values)
    kind = numpy.dtype(OUTPUTS[out])
    if kind.kind not in "iu":
        return values.astype(kind)
    limits = numpy.iinfo(kind)
    return numpy.clip(numpy.rint(values.astype(numpy.float64)), limits.min, limits.max).astype(kind)


def require_converted(jobs, calls):
    """That each destination has what numpy makes of the first job's floats, where both sample alike."""
    first, *others = jobs
    plain = jobs[first].output()
    for name in others:
        call = calls[name]
        if (call.coordinates, call.border) != (calls[first].coordinates, calls[first].border):
            continue
        scale, bias = channel_factors(plain.shape[3])
        expected = converted(plain * scale + bias if call.is_normalised else plain, call.out)
        if jobs[name].output().tobytes() != expected.tobytes():
            raise RuntimeError(f"{name}: the output is not that of {first}, converted")


def of_destinations():
    """Groups of calls: the workload, and the calls by their names, plain floats first."""
    nchw = functools.partial(Call, layout="NCHW", is_normalised=True)
    plain = {"float32": Call()}
    yield "photo_u8x3", plain | {
        "float32, normalised": Call(is_normalised=True),
        "float32, NCHW": Call(layout="NCHW"),
        "float32, NCHW, normalised": nchw(),
        "float16": Call("float16"),
        "float16, NCHW, normalised": nchw("float16"),
        "uint8": Call("uint8"),
        "half_pixel": Call(coordinates="half_pixel"),
        "clamped_corners": Call(coordinates="clamped_corners"),
        "replicate": Call(border="replicate"),
        "isolate": Call(border="isolate"),
        "half_pixel, isolate": Call(coordinates="half_pixel", border="isolate"),
    }
    yield "features_f32x256", plain | {
        "float32, normalised": Call(is_normalised=True),
        "float16": Call("float16"),
        "float16, normalised": Call("float16", is_normalised=True),
    }
    yield "tiny_u8x3", plain | {f"{out}{', normalised' if is_normalised else ''}": Call(out, "NHWC", is_normalised)
                                for is_normalised in (False, True) for out in OUTPUTS}


def destinations(bench, outputs):
    for name, calls in of_destinations():
        workload = workloads.find(name)
        inputs = make_inputs(workload, bench.seed)
        jobs = {each: outputs.prepare(workload, inputs, call) for each, call in calls.items()}
        require_converted(jobs, calls)
        yield name, jobs


def two_passes(bench, outputs):
    workload = workloads.find("photo_u8x3")
    inputs = make_inputs(workload, bench.seed)
    for out, tolerance in (("float32", 1e-5), ("float16", 1e-2)):
        call = Call(out, "NCHW", True)
        jobs = {"ours, one call": outputs.prepare(workload, inputs, call)}
        for boxes, how in ((workload.num_boxes, "all crops"), (1, "crop by crop")):
            for streams, where in ((False, "through the caches"), (True, "past the caches")):
                jobs[f"two passes, {how}, {where}"] = outputs.prepare_two_passes(workload, inputs, call, boxes, streams)
        ours, *others = (job.output().astype(numpy.float32) for job in jobs.values())
        if max(largest_difference(ours, other) for other in others) > tolerance:
            raise RuntimeError(f"{out}: two passes give another output than one")
        yield f"{workload.name}, {out}, NCHW, normalised", jobs


def beside_opencv(bench, outputs, peer):
    """The boxes as whole pixels, sampled as OpenCV does."""
    workload = workloads.find("photo_u8x3")
    inputs = make_inputs(workload, bench.seed)
    corners = peer.whole_pixels(workload, inputs)
    pixels = dataclasses.replace(inputs, boxes=numpy.ascontiguousarray(corners, numpy.float32))
    call = Call("float32", "NCHW", True, "half_pixel", "isolate", "yxyx_pixels")
    jobs = {"ours": outputs.prepare(workload, pixels, call),
            peer.name: peer.prepare_blob(workload, inputs, 1 / DEVIATION, MEAN)}
    # OpenCV rounds crops to whole numbers before it normalises them.
    if largest_difference(jobs["ours"].output(), jobs[peer.name].output()) > 1.1 / DEVIATION:
        raise RuntimeError(f"{peer.name}: another output than ours")
    return workload.name, jobs


def side_by_side(bench, peers, compiler):
    """Every table of --outputs. `peers` is OpenCV, or nobody."""
    outputs = Outputs(compiler)
    bench.report.section("Destinations", "Beside plain floats in NHWC. All write to the same buffer.")
    variants(bench, destinations(bench, outputs))
    bench.report.section("Two passes", "Beside planes of floats by the library, and a second pass that normalises and "
                         "converts them with AVX-512 where the processor has it.")
    variants(bench, two_passes(bench, outputs))
    if peers:
        bench.report.section("OpenCV", "Planes of normalised floats, of the same samples.")
        variants(bench, [beside_opencv(bench, outputs, peer) for peer in peers])
