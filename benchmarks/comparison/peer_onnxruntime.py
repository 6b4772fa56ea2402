# SPDX-License-Identifier: MIT
"""ONNX Runtime's contributed operation com.microsoft.CropAndResize: floats only, and planar (NCHW) in and out."""

import numpy

from comparison.timing import Job

OUTPUT = "crops"


class OnnxRuntime:
    name = "ONNX Runtime"
    layout = "NCHW"

    def __init__(self):
        import onnx
        import onnxruntime

        self.onnx = onnx
        self.runtime = onnxruntime
        self.package = f"ONNX Runtime {onnxruntime.__version__}"
        self.sessions = {}

    def takes(self, workload):
        return workload.element == "float32"

    def make_model(self, method):
        """A model of the one operation."""
        helper, types = self.onnx.helper, self.onnx.TensorProto
        inputs = [helper.make_tensor_value_info("image", types.FLOAT, [None] * 4),
                  helper.make_tensor_value_info("boxes", types.FLOAT, [None, 4]),
                  helper.make_tensor_value_info("box_indices", types.INT32, [None]),
                  helper.make_tensor_value_info("size", types.INT32, [2])]
        outputs = [helper.make_tensor_value_info(OUTPUT, types.FLOAT, [None] * 4)]
        node = helper.make_node("CropAndResize", [value.name for value in inputs], [OUTPUT], domain="com.microsoft",
                                mode=method)
        graph = helper.make_graph([node], "crop_and_resize", inputs, outputs)
        operators = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
        return helper.make_model(graph, opset_imports=operators, ir_version=10)

    def session(self, method):
        if method not in self.sessions:
            options = self.runtime.SessionOptions()
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            self.sessions[method] = self.runtime.InferenceSession(
                self.make_model(method).SerializeToString(), options, providers=["CPUExecutionProvider"])
        return self.sessions[method]

    def prepare(self, workload, inputs):
        batch, height, width, channels = workload.crops
        crops = numpy.zeros((batch, channels, height, width), numpy.float32)
        arrays = {"image": numpy.ascontiguousarray(inputs.image.transpose(0, 3, 1, 2)), "boxes": inputs.boxes,
                  "box_indices": inputs.box_indices, "size": numpy.array([height, width], numpy.int32)}
        session = self.session(workload.method)
        binding = session.io_binding()
        for name, array in arrays.items():
            binding.bind_cpu_input(name, array)
        binding.bind_output(OUTPUT, "cpu", 0, numpy.float32, crops.shape, crops.ctypes.data)

        def run():
            session.run_with_iobinding(binding)
            return arrays, crops  # which also keeps them alive as long as the job

        return Job(run, lambda: run()[1].transpose(0, 2, 3, 1))


def peers():
    return [OnnxRuntime()]
