# SPDX-FileCopyrightText: 2026 The crop_and_resize authors
# SPDX-License-Identifier: MIT
#
# The target `documentation`: the public headers' comments as pages, in documentation/html of the build folder. Only
# where Doxygen is installed.

find_package(Doxygen 1.9 QUIET)
if(NOT DOXYGEN_FOUND)
  return()
endif()

# Every public name is in namespace cnr. The inline namespace within is for linkers, and is hidden from Doxygen, and so
# are attributes and what is in cnr::detail.
set(DOXYGEN_OUTPUT_DIRECTORY documentation)
set(DOXYGEN_GENERATE_XML YES)
set(DOXYGEN_INPUT_FILTER "sed -f \\\"${CMAKE_CURRENT_LIST_DIR}/documentation.sed\\\"")
set(DOXYGEN_EXCLUDE_SYMBOLS "cnr::detail" "cnr::detail::*" "CNR_DETAIL_*")
set(DOXYGEN_MACRO_EXPANSION YES)
set(DOXYGEN_EXPAND_ONLY_PREDEF YES)
set(DOXYGEN_PREDEFINED
  "CNR_DETAIL_ALWAYS_INLINE=" "CNR_DETAIL_LIFETIME_BOUND=" "CNR_DETAIL_FIRST="
  "CNR_DETAIL_BASELINE_BEGIN=" "CNR_DETAIL_BASELINE_END=" "CNR_DETAIL_MAY_SHADOW_BEGIN=" "CNR_DETAIL_MAY_SHADOW_END="
  "CNR_DETAIL_NAMESPACE_BEGIN=namespace cnr { namespace detail {" "CNR_DETAIL_NAMESPACE_END=}}"
  "CNR_DETAIL_BEGIN_UNFUSED=" "CNR_DETAIL_END_UNFUSED=" __cpp_exceptions=199711L _OPENMP=201511L EIGEN_USE_THREADS=)
set(DOXYGEN_STRIP_FROM_PATH "${PROJECT_SOURCE_DIR}/include")
set(DOXYGEN_STRIP_FROM_INC_PATH "${PROJECT_SOURCE_DIR}/include")
set(DOXYGEN_WARN_IF_UNDOCUMENTED NO)
set(DOXYGEN_WARN_IF_INCOMPLETE_DOC NO)
set(DOXYGEN_WARN_AS_ERROR FAIL_ON_WARNINGS)
set(DOXYGEN_QUIET YES)
file(GLOB cnr_documented CONFIGURE_DEPENDS
  "${PROJECT_SOURCE_DIR}/include/crop_and_resize/*.hpp" "${PROJECT_SOURCE_DIR}/include/crop_and_resize/adaptor/*.hpp")
doxygen_add_docs(documentation
  ${cnr_documented} "${PROJECT_SOURCE_DIR}/include/crop_and_resize/detail/simd/targets.hpp"
  COMMENT "Writing documentation/html")
