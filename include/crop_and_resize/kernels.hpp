// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Kernels that one file of a program compiles for all others. A file that calls crop_and_resize compiles the kernels
// for the types of its call, which takes seconds, and the linker keeps one copy of them. A header of the program's own
// spares all files but one that work:
//
//   // crops.hpp, in place of <crop_and_resize/crop_and_resize.hpp>
//   #include <crop_and_resize/kernels.hpp>
//   CNR_DECLARE_KERNELS(std::uint8_t, cnr::bilinear, float);
//
//   // crops.cpp
//   #include "crops.hpp"
//   CNR_DEFINE_KERNELS(std::uint8_t, cnr::bilinear, float);
//
// All files are compiled with the same flags, as the names of the kernels tell different flags apart: otherwise the
// linker misses them. A shared library keeps its kernels to itself, so that each needs a file of its own.

#ifndef CROP_AND_RESIZE_KERNELS_HPP
#define CROP_AND_RESIZE_KERNELS_HPP

#include <crop_and_resize/crop_and_resize.hpp>

namespace cnr {
inline namespace v0 {
namespace detail {

/// The destination of a call that is passed a view of elements of type `Out`, or that and a normalisation.
template <class Out>
struct destination_of {
  using type = plain_destination<Out>;
};
template <class Out>
struct destination_of<normalized_crops<Out>> {
  using type = normalized_destination<Out>;
};

}  // namespace detail
}  // namespace v0
}  // namespace cnr

/// Declares the kernels of the calls of crop_and_resize for these types: files that see the declaration compile none.
/// At global scope, and before the first such call.
///
/// @param ImageType  element type of the image, or of each image
/// @param Sampler    sampler or filter. A call with cnr::method uses the kernels of bilinear and of nearest.
/// @param CropsType  element type of the crops, or `cnr::normalized_crops` of it where the call normalises
#define CNR_DECLARE_KERNELS(ImageType, Sampler, CropsType) extern CNR_DEFINE_KERNELS(ImageType, Sampler, CropsType)

/// Compiles the kernels of these types, in one file of a program or a shared library. At global scope.
#define CNR_DEFINE_KERNELS(ImageType, Sampler, CropsType)                                                      \
  template void cnr::detail::resample_tasks(                                                                   \
      cnr::target,                                                                                             \
      const cnr::detail::forward_arguments<ImageType, Sampler, cnr::detail::destination_of<CropsType>::type>&, \
      const cnr::detail::partition&, const cnr::detail::index_range&) noexcept

#endif  // CROP_AND_RESIZE_KERNELS_HPP
