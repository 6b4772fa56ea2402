# SPDX-License-Identifier: MIT
#
# Runs one case of the consumer tests: cmake -D case=<name> -D source_dir=... -P run.cmake. Every case works in a folder
# of its own below scratch_dir; the prefix that the case install fills is read by the others.

cmake_minimum_required(VERSION 3.22)

set(case_dir "${scratch_dir}/${case}${adaptor}")
set(prefix "${scratch_dir}/install/prefix")
set(headers_dir "${source_dir}/include/crop_and_resize")
file(REMOVE_RECURSE "${case_dir}")
file(MAKE_DIRECTORY "${case_dir}")

# Runs a command that must succeed, and leaves what it printed in `output`.
function(run)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  string(REPLACE ";" " " command "${ARGV}")
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "failed with status ${status}: ${command}\n${output}")
  endif()
  message("${command}\n${output}")
  set(output "${output}" PARENT_SCOPE)
endfunction()

# Runs a command that must fail and print something that matches every one of the patterns that follow REFUSAL.
function(run_refused)
  cmake_parse_arguments(PARSE_ARGV 0 ARG "" "" "COMMAND;REFUSAL")
  execute_process(COMMAND ${ARG_COMMAND} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(status EQUAL 0)
    message(FATAL_ERROR "should have been refused:\n${output}")
  endif()
  # CMake breaks the lines of its messages where they get long.
  string(REGEX REPLACE "[ \n]+" " " unwrapped "${output}")
  foreach(pattern IN LISTS ARG_REFUSAL)
    if(NOT unwrapped MATCHES "${pattern}")
      message(FATAL_ERROR "refused, but without a word about \"${pattern}\":\n${output}")
    endif()
  endforeach()
  message("refused, as it should be:\n${output}")
endfunction()

# The command line that configures folder `name` of this directory in `build_dir`; more arguments are passed on.
function(configure_command result name build_dir)
  set(${result}
    "${CMAKE_COMMAND}" -S "${CMAKE_CURRENT_LIST_DIR}/${name}" -B "${build_dir}" -G "${generator}"
    "-DCMAKE_CXX_COMPILER=${compiler}" "-Dexpected_version=${version}" "-Dlibrary_dir=${source_dir}"
    --no-warn-unused-cli ${ARGN}
    PARENT_SCOPE)
endfunction()

function(build_and_run name)
  configure_command(configure "${name}" "${case_dir}/build" ${ARGN})
  run(${configure})
  run("${CMAKE_COMMAND}" --build "${case_dir}/build")
  run("${case_dir}/build/program")
endfunction()

# The same with the library installed at `from`, and no other that this machine may have.
function(build_and_run_with_package name from)
  build_and_run("${name}" "-DCMAKE_PREFIX_PATH=${from}" ${ARGN})
  file(STRINGS "${case_dir}/build/CMakeCache.txt" found REGEX "^crop_and_resize_DIR:")
  if(NOT found STREQUAL "crop_and_resize_DIR:PATH=${from}/share/cmake/crop_and_resize")
    message(FATAL_ERROR "another installation than the one at ${from} was used: ${found}")
  endif()
endfunction()

# Configures the library with everything but its installation off. That none of its tests' dependencies is asked for
# shows in that asking would fail.
function(configure_library build_dir)
  run("${CMAKE_COMMAND}" -S "${source_dir}" -B "${build_dir}" -G "${generator}" "-DCMAKE_CXX_COMPILER=${compiler}"
    -DCNR_BUILD_TESTS=OFF -DCNR_BUILD_BENCHMARKS=OFF -DCNR_BUILD_EXAMPLES=OFF
    -DCMAKE_DISABLE_FIND_PACKAGE_GTest=ON -DCMAKE_DISABLE_FIND_PACKAGE_Eigen3=ON -DCMAKE_DISABLE_FIND_PACKAGE_PNG=ON
    -DCMAKE_DISABLE_FIND_PACKAGE_benchmark=ON -DCMAKE_DISABLE_FIND_PACKAGE_PkgConfig=ON
    -DCMAKE_DISABLE_FIND_PACKAGE_Threads=ON -DCMAKE_DISABLE_FIND_PACKAGE_TBB=ON
    -DCMAKE_DISABLE_FIND_PACKAGE_OpenMP=ON -DCMAKE_DISABLE_FIND_PACKAGE_OpenCV=ON --no-warn-unused-cli ${ARGN})
endfunction()

# Fails unless exactly the headers, with the licence and what explains them, and the package files are below `root`, and
# no text in them tells where they came from.
function(expect_installed_at root)
  file(GLOB_RECURSE expected RELATIVE "${headers_dir}"
    "${headers_dir}/*.hpp" "${headers_dir}/*.inl" "${headers_dir}/*.md")
  list(APPEND expected LICENSE)
  list(TRANSFORM expected PREPEND "include/crop_and_resize/")
  list(APPEND expected
    share/cmake/crop_and_resize/crop_and_resizeConfig.cmake
    share/cmake/crop_and_resize/crop_and_resizeConfigVersion.cmake
    share/cmake/crop_and_resize/crop_and_resizeTargets.cmake
    share/pkgconfig/crop_and_resize.pc)
  file(GLOB_RECURSE installed RELATIVE "${root}" "${root}/*")
  list(SORT expected)
  list(SORT installed)
  if(NOT expected STREQUAL installed)
    message(FATAL_ERROR "installed:\n${installed}\nexpected:\n${expected}")
  endif()
  foreach(file IN LISTS installed)
    file(READ "${root}/${file}" text)
    foreach(place IN ITEMS "${source_dir}" "${scratch_dir}")
      string(FIND "${text}" "${place}" position)
      if(NOT position EQUAL -1)
        message(FATAL_ERROR "${file} names ${place}, so it cannot be moved")
      endif()
    endforeach()
  endforeach()
endfunction()

function(run_case_install)
  configure_library("${case_dir}/build" "-DCMAKE_INSTALL_PREFIX=${prefix}")
  run("${CMAKE_COMMAND}" --install "${case_dir}/build")
  expect_installed_at("${prefix}")
endfunction()

function(run_case_find_package)
  build_and_run_with_package(find_package "${prefix}")
endfunction()

function(run_case_eigen)
  build_and_run_with_package(eigen "${prefix}")
endfunction()

function(run_case_wrong_version)
  configure_command(configure wrong_version "${case_dir}/build" "-DCMAKE_PREFIX_PATH=${prefix}")
  run_refused(COMMAND ${configure}
    REFUSAL "compatible with requested version \"99.0\"" "${prefix}/[^ ]*Config.cmake, version: ${version}")
endfunction()

function(run_case_unknown_component)
  configure_command(configure unknown_component "${case_dir}/build" "-DCMAKE_PREFIX_PATH=${prefix}")
  run_refused(COMMAND ${configure}
    REFUSAL "crop_and_resize has no component \"warp\"; its components are: eigen, eigen_thread_pool, opencv, openmp")
endfunction()

function(run_case_missing_eigen)
  configure_command(configure eigen "${case_dir}/build"
    "-DCMAKE_PREFIX_PATH=${prefix}" -DCMAKE_DISABLE_FIND_PACKAGE_Eigen3=ON)
  run_refused(COMMAND ${configure}
    REFUSAL "crop_and_resize's component eigen needs Eigen3, which was not found")
endfunction()

function(run_case_opencv)
  build_and_run_with_package(opencv "${prefix}")
endfunction()

# As with Debian's package of OpenCV's core: headers and a library, and nothing for CMake. OpenCV's own file for CMake is
# what a search for it finds first, and says that it is not to be used.
function(run_case_opencv_core_alone)
  file(WRITE "${case_dir}/none/OpenCVConfig.cmake" "set(OpenCV_FOUND FALSE)\n")
  build_and_run_with_package(opencv "${prefix}" "-DOpenCV_DIR=${case_dir}/none")
endfunction()

function(run_case_missing_opencv)
  configure_command(configure opencv "${case_dir}/build"
    "-DCMAKE_PREFIX_PATH=${prefix}" -DCMAKE_DISABLE_FIND_PACKAGE_OpenCV=ON)
  run_refused(COMMAND ${configure}
    REFUSAL "crop_and_resize's component opencv needs OpenCV, which was not found")
endfunction()

# Of what a component needs, one thing is there and the other is not.
function(run_case_missing_threads)
  configure_command(configure executor "${case_dir}/build" "-Dadaptor=eigen_thread_pool"
    "-DCMAKE_PREFIX_PATH=${prefix}" -DCMAKE_DISABLE_FIND_PACKAGE_Threads=ON)
  run_refused(COMMAND ${configure}
    REFUSAL "crop_and_resize's component eigen_thread_pool needs Threads, which was not found")
endfunction()

# A release of Eigen before the first that will do, which this machine need not have.
function(run_case_old_eigen)
  file(WRITE "${case_dir}/old/Eigen3Config.cmake"
    "add_library(Eigen3::Eigen INTERFACE IMPORTED)\nset(Eigen3_VERSION 3.3.9)\n")
  configure_command(configure eigen "${case_dir}/build" "-DCMAKE_PREFIX_PATH=${prefix}" "-DEigen3_DIR=${case_dir}/old")
  run_refused(COMMAND ${configure}
    REFUSAL "crop_and_resize's component eigen needs Eigen3 3.4 or newer, and found 3.3.9")
endfunction()

# Installed in one place and found in another, with the first one gone.
function(run_case_relocated)
  run("${CMAKE_COMMAND}" --install "${scratch_dir}/install/build" --prefix "${case_dir}/first")
  file(RENAME "${case_dir}/first" "${case_dir}/second place")
  expect_installed_at("${case_dir}/second place")
  build_and_run_with_package(find_package "${case_dir}/second place")
endfunction()

# As makers of distribution packages install: into a folder that stands for the root of the target machine.
function(run_case_staged)
  run("${CMAKE_COMMAND}" -E env "DESTDIR=${case_dir}/stage"
    "${CMAKE_COMMAND}" --install "${scratch_dir}/install/build" --prefix /opt/cnr)
  expect_installed_at("${case_dir}/stage/opt/cnr")
  build_and_run_with_package(find_package "${case_dir}/stage/opt/cnr")
endfunction()

function(run_case_add_subdirectory)
  build_and_run(add_subdirectory "-DCMAKE_INSTALL_PREFIX=${case_dir}/prefix")
  run("${CMAKE_COMMAND}" --install "${case_dir}/build")
  if(EXISTS "${case_dir}/prefix")
    message(FATAL_ERROR "installing the project installed the library, which nobody asked for")
  endif()
endfunction()

function(run_case_add_subdirectory_and_install)
  build_and_run(add_subdirectory -DCNR_INSTALL=ON "-DCMAKE_INSTALL_PREFIX=${case_dir}/prefix")
  run("${CMAKE_COMMAND}" --install "${case_dir}/build")
  expect_installed_at("${case_dir}/prefix")
endfunction()

# A project that includes the library's folder and exports a target of its own which uses it: behind an interface of its
# own, or so that who links to it gets the library as well, which is installed with it then.
function(run_case_exported_private)
  configure_command(configure exported "${case_dir}/first" "-DCMAKE_INSTALL_PREFIX=${case_dir}/prefix" -Dlink=private)
  run(${configure})
  run("${CMAKE_COMMAND}" --install "${case_dir}/first")
  if(EXISTS "${case_dir}/prefix/include/crop_and_resize")
    message(FATAL_ERROR "the library was installed, though nobody who links to the target sees it")
  endif()
  build_and_run(exported_user "-DCMAKE_PREFIX_PATH=${case_dir}/prefix" -Dsees_library=OFF)
endfunction()

function(run_case_exported_public)
  configure_command(configure exported "${case_dir}/first" "-DCMAKE_INSTALL_PREFIX=${case_dir}/prefix" -Dlink=public)
  run(${configure})
  run("${CMAKE_COMMAND}" --install "${case_dir}/first")
  build_and_run(exported_user "-DCMAKE_PREFIX_PATH=${case_dir}/prefix" -Dsees_library=ON)
endfunction()

function(run_case_fetch_content)
  build_and_run(fetch_content)
endfunction()

function(run_case_eigen_subdirectory)
  build_and_run(eigen_subdirectory)
endfunction()

# The adaptors that are executors: run.cmake is told which.
function(run_case_executor)
  build_and_run_with_package(executor "${prefix}" "-Dadaptor=${adaptor}")
endfunction()

# Compiles the program as somebody without a build system would.
function(compile_and_run)
  run("${compiler}" -std=c++17 -Wall -Wextra -Werror ${ARGN}
    "${CMAKE_CURRENT_LIST_DIR}/program.cpp" -o "${case_dir}/program")
  run("${case_dir}/program")
endfunction()

function(run_case_vendored)
  file(COPY "${source_dir}/include" DESTINATION "${case_dir}/third_party")
  compile_and_run("-I${case_dir}/third_party/include")
endfunction()

function(run_case_pkg_config)
  set(ENV{PKG_CONFIG_PATH} "${prefix}/share/pkgconfig")
  run("${pkg_config}" --modversion crop_and_resize)
  if(NOT output STREQUAL "${version}\n")
    message(FATAL_ERROR "pkg-config names another version than ${version}: ${output}")
  endif()
  run("${pkg_config}" --cflags crop_and_resize)
  separate_arguments(flags UNIX_COMMAND "${output}")
  compile_and_run(${flags})
endfunction()

if(NOT COMMAND "run_case_${case}")
  message(FATAL_ERROR "there is no case \"${case}\"")
endif()
cmake_language(CALL "run_case_${case}")
