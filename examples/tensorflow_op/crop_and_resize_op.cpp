// SPDX-License-Identifier: MIT
//
// Three operations of TensorFlow that run on this library, on the CPU: CnrCropAndResize, CnrCropAndResizeGradImage and
// CnrCropAndResizeGradBoxes. Inputs, attributes and outputs are those of TensorFlow's operations without the prefix,
// and so are the words that their errors begin with. build.py compiles this file; cnr_tensorflow.py is for callers.

#include <crop_and_resize/adaptor/eigen.hpp>
#include <crop_and_resize/crop_and_resize.hpp>
#include <crop_and_resize/crop_and_resize_grad.hpp>

#include <absl/status/status.h>
#include <absl/strings/str_cat.h>
#include <tensorflow/core/framework/common_shape_fns.h>
#include <tensorflow/core/framework/op.h>
#include <tensorflow/core/framework/op_kernel.h>
#include <tensorflow/core/framework/shape_inference.h>
#include <tensorflow/core/util/work_sharder.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace {

using tensorflow::OpKernelConstruction;
using tensorflow::OpKernelContext;
using tensorflow::Tensor;
using tensorflow::TensorShape;
using tensorflow::shape_inference::DimensionHandle;
using tensorflow::shape_inference::InferenceContext;
using tensorflow::shape_inference::ShapeHandle;

// Shapes, as far as they are known while a graph is built ----------------------------------------------------------

/// Holds the inputs of that number against [num_boxes, 4] and [num_boxes]; gives num_boxes.
absl::Status infer_num_boxes(InferenceContext* context, int boxes, int box_indices, DimensionHandle* num_boxes) {
  ShapeHandle shape_of_boxes;
  ShapeHandle shape_of_indices;
  DimensionHandle four;
  TF_RETURN_IF_ERROR(context->WithRank(context->input(boxes), 2, &shape_of_boxes));
  TF_RETURN_IF_ERROR(context->WithValue(context->Dim(shape_of_boxes, 1), 4, &four));
  TF_RETURN_IF_ERROR(context->WithRank(context->input(box_indices), 1, &shape_of_indices));
  return context->Merge(context->Dim(shape_of_boxes, 0), context->Dim(shape_of_indices, 0), num_boxes);
}

absl::Status infer_crops(InferenceContext* context) {
  ShapeHandle image;
  ShapeHandle numbers;
  ShapeHandle crop;
  DimensionHandle num_boxes;
  DimensionHandle two;
  TF_RETURN_IF_ERROR(context->WithRank(context->input(0), 4, &image));
  TF_RETURN_IF_ERROR(infer_num_boxes(context, 1, 2, &num_boxes));
  TF_RETURN_IF_ERROR(context->WithRank(context->input(3), 1, &numbers));
  TF_RETURN_IF_ERROR(context->WithValue(context->Dim(numbers, 0), 2, &two));
  // A number that is not known yet, of a tf.shape for instance, leaves the other one known.
  TF_RETURN_IF_ERROR(context->MakeShapeFromShapeTensor(3, &crop));
  TF_RETURN_IF_ERROR(context->WithRank(crop, 2, &crop));
  context->set_output(
      0, context->MakeShape({num_boxes, context->Dim(crop, 0), context->Dim(crop, 1), context->Dim(image, 3)}));
  return absl::OkStatus();
}

absl::Status infer_grad_image(InferenceContext* context) {
  ShapeHandle grads;
  ShapeHandle image;
  DimensionHandle num_boxes;
  TF_RETURN_IF_ERROR(context->WithRank(context->input(0), 4, &grads));
  TF_RETURN_IF_ERROR(infer_num_boxes(context, 1, 2, &num_boxes));
  TF_RETURN_IF_ERROR(context->MakeShapeFromShapeTensor(3, &image));
  TF_RETURN_IF_ERROR(context->WithRank(image, 4, &image));
  context->set_output(0, image);
  return absl::OkStatus();
}

absl::Status infer_grad_boxes(InferenceContext* context) {
  ShapeHandle grads;
  ShapeHandle image;
  DimensionHandle num_boxes;
  TF_RETURN_IF_ERROR(context->WithRank(context->input(0), 4, &grads));
  TF_RETURN_IF_ERROR(context->WithRank(context->input(1), 4, &image));
  TF_RETURN_IF_ERROR(infer_num_boxes(context, 2, 3, &num_boxes));
  context->set_output(0, context->MakeShape({num_boxes, context->MakeDim(4)}));
  return absl::OkStatus();
}

// Operations -------------------------------------------------------------------------------------------------------

constexpr const char* image_types = "T: {uint8, uint16, int8, int16, int32, int64, half, float, double}";
constexpr const char* grad_image_types = "T: {half, float, double}";
constexpr const char* methods = "method: {'bilinear', 'nearest'} = 'bilinear'";

REGISTER_OP("CnrCropAndResize")
    .Input("image: T")
    .Input("boxes: float")
    .Input("box_ind: int32")
    .Input("crop_size: int32")
    .Output("crops: float")
    .Attr(image_types)
    .Attr(methods)
    .Attr("extrapolation_value: float = 0")
    .SetShapeFn(infer_crops);

REGISTER_OP("CnrCropAndResizeGradImage")
    .Input("grads: float")
    .Input("boxes: float")
    .Input("box_ind: int32")
    .Input("image_size: int32")
    .Output("output: T")
    .Attr(grad_image_types)
    .Attr(methods)
    .SetShapeFn(infer_grad_image);

REGISTER_OP("CnrCropAndResizeGradBoxes")
    .Input("grads: float")
    .Input("image: T")
    .Input("boxes: float")
    .Input("box_ind: int32")
    .Output("output: float")
    .Attr(image_types)
    .Attr("method: {'bilinear'} = 'bilinear'")
    .SetShapeFn(infer_grad_boxes);

// Tensors as views, TensorFlow's threads as an executor, results as statuses ---------------------------------------

/// The elements of a tensor in place. Tensor::flat would abort the process where they are not aligned for vectors, as
/// those of a slice; this library needs no more than the alignment of one element.
template <class T, std::size_t Rank>
cnr::tensor_view<T, Rank> view_of(const Tensor& tensor) {
  std::array<std::ptrdiff_t, Rank> extents{};
  for (std::size_t d = 0; d < Rank; ++d) extents[d] = tensor.dim_size(static_cast<int>(d));
  return {static_cast<T*>(tensor.data()), extents};
}

/// Runs the tasks of a call on the threads of the device, which operations share (intra-op parallelism).
///
/// Unlike adaptor/eigen_thread_pool.hpp, which would do as well, Shard keeps to the number of threads that the caller
/// is limited to: tf.data has such an option.
class worker_threads {
 public:
  explicit worker_threads(const OpKernelContext* context)
      : threads_(context->device()->tensorflow_cpu_worker_threads()) {}

  template <class Body>
  void operator()(std::ptrdiff_t count, double cost, const Body& body) const {
    tensorflow::Shard(threads_->num_threads, threads_->workers, count, static_cast<std::int64_t>(cost),
                      [&body](std::int64_t begin, std::int64_t end) { body(begin, end); });
  }

 private:
  const tensorflow::DeviceBase::CpuWorkerThreads* threads_;
};

/// What TensorFlow's operation says in this case, and which box it is.
absl::Status to_status(const cnr::result& done, const Tensor& box_indices, std::int64_t batch) {
  switch (done.code) {
    case cnr::errc::ok:
      return absl::OkStatus();
    case cnr::errc::box_index_out_of_range:
      return absl::OutOfRangeError(absl::StrCat("box_index has values outside [0, batch_size): box_index[", done.index,
                                                "] is ", view_of<const std::int32_t, 1>(box_indices)(done.index),
                                                ", and batch_size is ", batch));
    case cnr::errc::box_not_finite:
      return absl::InvalidArgumentError(
          absl::StrCat("Boxes contains at least one element that is not finite, in box ", done.index));
    default:
      return absl::InvalidArgumentError(done.message());
  }
}

/// The rules that views cannot say. All others are the library's to check.
absl::Status check_rank(const Tensor& tensor, int rank, const char* message) {
  if (tensor.dims() == rank) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(message, tensor.shape().DebugString()));
}

absl::Status check_boxes(const Tensor& boxes, const Tensor& box_indices) {
  TF_RETURN_IF_ERROR(check_rank(boxes, 2, "boxes must be 2-D, got: "));
  TF_RETURN_IF_ERROR(check_rank(box_indices, 1, "box_indices must be rank 1 but is shape "));
  if (boxes.dim_size(1) != 4) return absl::InvalidArgumentError("boxes must have 4 columns");
  if (box_indices.dim_size(0) != boxes.dim_size(0)) {
    return absl::InvalidArgumentError("box_index has incompatible shape");
  }
  return absl::OkStatus();
}

absl::Status check_image(const Tensor& image) {
  TF_RETURN_IF_ERROR(check_rank(image, 4, "input image must be 4-D"));
  if (image.dim_size(1) > 0 && image.dim_size(2) > 0) return absl::OkStatus();
  return absl::InvalidArgumentError("image dimensions must be positive");
}

absl::Status check_grads(const Tensor& grads, const Tensor& boxes) {
  TF_RETURN_IF_ERROR(check_rank(grads, 4, "grads image must be 4-D"));
  if (grads.dim_size(1) <= 0 || grads.dim_size(2) <= 0) {
    return absl::InvalidArgumentError("grads dimensions must be positive");
  }
  if (grads.dim_size(0) != boxes.dim_size(0)) {
    return absl::InvalidArgumentError("boxes and grads have incompatible shape");
  }
  return absl::OkStatus();
}

/// Allocates the output of that shape, whose product may overflow.
absl::Status allocate(OpKernelContext* context, const std::array<std::int64_t, 4>& extents, Tensor** output) {
  TensorShape shape;
  for (const std::int64_t extent : extents) TF_RETURN_IF_ERROR(shape.AddDimWithStatus(extent));
  return context->allocate_output(0, shape, output);
}

// Kernels ----------------------------------------------------------------------------------------------------------

absl::Status read_method(OpKernelConstruction* context, cnr::method* method) {
  std::string name;
  TF_RETURN_IF_ERROR(context->GetAttr("method", &name));
  *method = cnr::to_method(name);
  return absl::OkStatus();
}

template <class T>
class crop_and_resize_kernel : public tensorflow::OpKernel {
 public:
  explicit crop_and_resize_kernel(OpKernelConstruction* context) : OpKernel(context) {
    OP_REQUIRES_OK(context, read_method(context, &method_));
    OP_REQUIRES_OK(context, context->GetAttr("extrapolation_value", &options_.extrapolation_value));
  }

  void Compute(OpKernelContext* context) override { OP_REQUIRES_OK(context, run(context)); }

 private:
  absl::Status run(OpKernelContext* context) const {
    const Tensor& image = context->input(0);
    const Tensor& boxes = context->input(1);
    const Tensor& box_indices = context->input(2);
    const Tensor& crop_size = context->input(3);
    TF_RETURN_IF_ERROR(check_image(image));
    TF_RETURN_IF_ERROR(check_boxes(boxes, box_indices));
    TF_RETURN_IF_ERROR(check_rank(crop_size, 1, "crop_size must be 1-D"));
    if (crop_size.dim_size(0) != 2) {
      return absl::InvalidArgumentError(
          absl::StrCat("crop_size must have two elements", crop_size.shape().DebugString()));
    }
    const auto size = view_of<const std::int32_t, 1>(crop_size);
    const std::array<std::int64_t, 4> extents{boxes.dim_size(0), size(0), size(1), image.dim_size(3)};
    if (extents[1] <= 0 || extents[2] <= 0) return absl::InvalidArgumentError("crop dimensions must be positive");

    Tensor* crops = nullptr;
    TF_RETURN_IF_ERROR(allocate(context, extents, &crops));
    const auto done = cnr::crop_and_resize(view_of<const T, 4>(image), view_of<const float, 2>(boxes),
                                           view_of<const std::int32_t, 1>(box_indices), view_of<float, 4>(*crops),
                                           method_, options_, worker_threads(context));
    return to_status(done, box_indices, image.dim_size(0));
  }

  cnr::method method_ = cnr::method::bilinear;
  cnr::options options_;
};

template <class T>
class grad_image_kernel : public tensorflow::OpKernel {
 public:
  explicit grad_image_kernel(OpKernelConstruction* context) : OpKernel(context) {
    OP_REQUIRES_OK(context, read_method(context, &method_));
  }

  void Compute(OpKernelContext* context) override { OP_REQUIRES_OK(context, run(context)); }

 private:
  absl::Status run(OpKernelContext* context) const {
    const Tensor& grads = context->input(0);
    const Tensor& boxes = context->input(1);
    const Tensor& box_indices = context->input(2);
    const Tensor& image_size = context->input(3);
    TF_RETURN_IF_ERROR(check_boxes(boxes, box_indices));
    TF_RETURN_IF_ERROR(check_grads(grads, boxes));
    TF_RETURN_IF_ERROR(check_rank(image_size, 1, "image_size must be 1-D"));
    if (image_size.dim_size(0) != 4) {
      return absl::InvalidArgumentError(
          absl::StrCat("image_size must have 4 elements", image_size.shape().DebugString()));
    }
    const auto size = view_of<const std::int32_t, 1>(image_size);
    const std::array<std::int64_t, 4> extents{size(0), size(1), size(2), size(3)};
    if (extents[1] <= 0 || extents[2] <= 0) return absl::InvalidArgumentError("image dimensions must be positive");
    if (extents[3] != grads.dim_size(3)) return absl::InvalidArgumentError("image_size and grads are incompatible");

    Tensor* grad_image = nullptr;
    TF_RETURN_IF_ERROR(allocate(context, extents, &grad_image));
    const auto done = cnr::crop_and_resize_grad_image(view_of<const float, 4>(grads), view_of<const float, 2>(boxes),
                                                      view_of<const std::int32_t, 1>(box_indices),
                                                      view_of<T, 4>(*grad_image), method_, worker_threads(context));
    return to_status(done, box_indices, extents[0]);
  }

  cnr::method method_ = cnr::method::bilinear;
};

template <class T>
class grad_boxes_kernel : public tensorflow::OpKernel {
 public:
  using OpKernel::OpKernel;

  void Compute(OpKernelContext* context) override { OP_REQUIRES_OK(context, run(context)); }

 private:
  static absl::Status run(OpKernelContext* context) {
    const Tensor& grads = context->input(0);
    const Tensor& image = context->input(1);
    const Tensor& boxes = context->input(2);
    const Tensor& box_indices = context->input(3);
    TF_RETURN_IF_ERROR(check_image(image));
    TF_RETURN_IF_ERROR(check_boxes(boxes, box_indices));
    TF_RETURN_IF_ERROR(check_grads(grads, boxes));
    if (image.dim_size(3) != grads.dim_size(3)) return absl::InvalidArgumentError("image, grads depth differ");

    Tensor* grad_boxes = nullptr;
    TF_RETURN_IF_ERROR(context->allocate_output(0, boxes.shape(), &grad_boxes));
    const auto done = cnr::crop_and_resize_grad_boxes(
        view_of<const float, 4>(grads), view_of<const T, 4>(image), view_of<const float, 2>(boxes),
        view_of<const std::int32_t, 1>(box_indices), view_of<float, 2>(*grad_boxes), worker_threads(context));
    return to_status(done, box_indices, image.dim_size(0));
  }
};

// The types in `image_types` and in `grad_image_types`.
#define EXAMPLE_REGISTER_FOR_IMAGES(T)                                                                             \
  REGISTER_KERNEL_BUILDER(Name("CnrCropAndResize").Device(tensorflow::DEVICE_CPU).TypeConstraint<T>("T"),          \
                          crop_and_resize_kernel<T>);                                                              \
  REGISTER_KERNEL_BUILDER(Name("CnrCropAndResizeGradBoxes").Device(tensorflow::DEVICE_CPU).TypeConstraint<T>("T"), \
                          grad_boxes_kernel<T>)
#define EXAMPLE_REGISTER_FOR_GRAD_IMAGES(T)                                                                        \
  REGISTER_KERNEL_BUILDER(Name("CnrCropAndResizeGradImage").Device(tensorflow::DEVICE_CPU).TypeConstraint<T>("T"), \
                          grad_image_kernel<T>)

EXAMPLE_REGISTER_FOR_IMAGES(std::uint8_t);
EXAMPLE_REGISTER_FOR_IMAGES(std::uint16_t);
EXAMPLE_REGISTER_FOR_IMAGES(std::int8_t);
EXAMPLE_REGISTER_FOR_IMAGES(std::int16_t);
EXAMPLE_REGISTER_FOR_IMAGES(std::int32_t);
EXAMPLE_REGISTER_FOR_IMAGES(std::int64_t);
EXAMPLE_REGISTER_FOR_IMAGES(Eigen::half);
EXAMPLE_REGISTER_FOR_IMAGES(float);
EXAMPLE_REGISTER_FOR_IMAGES(double);
EXAMPLE_REGISTER_FOR_GRAD_IMAGES(Eigen::half);
EXAMPLE_REGISTER_FOR_GRAD_IMAGES(float);
EXAMPLE_REGISTER_FOR_GRAD_IMAGES(double);

}  // namespace
