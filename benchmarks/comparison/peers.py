# SPDX-License-Identifier: MIT
"""The peers that are installed."""

from comparison import peer_onnxruntime, peer_opencv, peer_pytorch, peer_tensorflow

PACKAGES = ("TensorFlow", "ONNX Runtime", "OpenCV", "PyTorch")
BLOBS = "OpenCV's blobs"


def find(packages, torch_python, seed, threads=1):
    """Those of `packages`, in the order in which they run. Says in one line each which is absent and why.

    All have one thread; TensorFlow can have more.
    """
    makers = {
        "TensorFlow": lambda: peer_tensorflow.peers(threads),
        "ONNX Runtime": peer_onnxruntime.peers,
        "OpenCV": peer_opencv.peers,
        BLOBS: peer_opencv.blob_peers,
        "PyTorch": lambda: peer_pytorch.peers(torch_python, seed),
    }
    found = []
    for package in packages:
        try:
            found += makers[package]()
        except ImportError as error:
            print(f"{package} is left out: {error}", flush=True)
    return found
