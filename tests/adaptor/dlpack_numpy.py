# SPDX-License-Identifier: MIT
"""Arrays that NumPy exports by DLPack, seen by the adaptor: dlpack_numpy.py LIBRARY, of dlpack_numpy.cpp."""

import ctypes
import sys

import numpy

library = ctypes.CDLL(sys.argv[1])
for name in ("list_elements", "list_versioned_elements", "crop", "write_versioned"):
    getattr(library, name).restype = ctypes.c_char_p
pointer_of = ctypes.pythonapi.PyCapsule_GetPointer
pointer_of.restype = ctypes.c_void_p
pointer_of.argtypes = [ctypes.py_object, ctypes.c_char_p]
failures = 0


def check(what, found, expected):
    """Reports a difference."""
    global failures
    if not numpy.array_equal(found, expected):
        failures += 1
        print(f"{what}:\n  found    {found}\n  expected {expected}")


def seen(array, element_type=None):
    """The elements that the adaptor sees, or the text of its refusal."""
    capsule = array.__dlpack__()
    elements = numpy.full(array.size, numpy.nan)
    refusal = library.list_elements((element_type or array.dtype.name).encode(),
                                    ctypes.c_void_p(pointer_of(capsule, b"dltensor")),
                                    elements.ctypes.data_as(ctypes.c_void_p))
    return refusal.decode() or elements


def check_elements(what, array):
    """The adaptor sees what NumPy has, in the same order."""
    check(f"{what}, {array.dtype.name}", seen(array), array.astype(numpy.float64).ravel())


for element_type in ("uint8", "uint16", "int8", "int16", "int32", "int64", "float16", "float32", "float64"):
    batch = (numpy.arange(2 * 6 * 8 * 3).reshape(2, 6, 8, 3) % 101).astype(element_type)
    check_elements("dense", batch)
    check_elements("rows and columns left out", batch[:, ::2, 1::3])
    check_elements("mirrored", batch[:, ::-1, :, ::-1])
    check_elements("planes as pixels", batch.transpose(0, 3, 1, 2))
    check_elements("one channel repeated", batch[..., :1])
    check_elements("three axes", batch[1, 1:, 2:])
    check_elements("two axes", batch[1, :, 2:, 2])
    check_elements("columns first", numpy.asfortranarray(batch))
    check_elements("nothing", batch[:, :0])
floats = numpy.zeros((4, 5, 3), numpy.float32)
check("a stride of 0", seen(numpy.lib.stride_tricks.as_strided(floats, (4, 5, 3), (60, 12, 0))), numpy.zeros(60))

before = "crop_and_resize: the DLPack tensor has "
check("another type", seen(floats, "uint8"), before + "elements of float32, but those asked for are uint8")
check("another size", seen(floats, "float16"), before + "elements of float32, but those asked for are float16")
check("complex", seen(floats.astype("complex64"), "float32"),
      before + "elements of complex64, but those asked for are float32")
check("one axis", seen(floats[0, 0]), before + "1 axes, but what is asked for has 2 to 4")

frame = (numpy.arange(30 * 40 * 3).reshape(30, 40, 3) % 251).astype(numpy.uint8)
boxes = numpy.array([[3, 5, 8, 6], [20, 10, 8, 6]], numpy.float32)
indices = numpy.zeros(2, numpy.int32)
canvas = numpy.full((2, 8, 10, 4), 5, numpy.float32)


def crop(*arrays):
    """Calls the library with arrays."""
    capsules = [array.__dlpack__() for array in arrays]
    return library.crop(*(ctypes.c_void_p(pointer_of(capsule, b"dltensor")) for capsule in capsules)).decode()


check("a call", crop(frame[..., ::-1], boxes, indices, canvas[:, 1:7, 1:9, :3]), "")
check("the first crop", canvas[0, 1:7, 1:9, :3], frame[5:11, 3:11, ::-1])
check("the second crop", canvas[1, 1:7, 1:9, :3], frame[10:16, 20:28, ::-1])
canvas[:, 1:7, 1:9, :3] = 5
check("what is around the crops", canvas, numpy.full_like(canvas, 5))
check("a call that is refused", crop(frame, boxes, indices, canvas), "crops must have as many channels as the image")

try:
    capsule = floats.__dlpack__(max_version=(1, 0))
except TypeError:
    print("this NumPy exports no versioned tensors")
else:
    floats[:] = numpy.arange(60).reshape(4, 5, 3)
    elements = numpy.zeros(60)
    check("a versioned tensor", library.list_versioned_elements(
        b"float32", ctypes.c_void_p(pointer_of(capsule, b"dltensor_versioned")),
        elements.ctypes.data_as(ctypes.c_void_p)).decode(), "")
    check("its elements", elements, floats.ravel())
    floats.flags.writeable = False
    capsule = floats.__dlpack__(max_version=(1, 0))
    check("a read-only tensor", library.write_versioned(
        ctypes.c_void_p(pointer_of(capsule, b"dltensor_versioned"))).decode(),
        "crop_and_resize: the DLPack tensor is read-only, and cannot be written")

sys.exit(1 if failures else 0)
