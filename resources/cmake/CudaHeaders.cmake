# SPDX-License-Identifier: Apache-2.0
# BAFO_BUILD_CUDA and BAFO_CUDA_INCLUDE: whether libbafo_cuda.so is built, and the headers of the CUDA runtime for it.
# They come with 'make setup' (nvidia-cuda-runtime and nvidia-cuda-crt, 2.4 MB); those of a CUDA 13 toolkit do as well.
# LibTorch's CUDA half itself (2 GB with what it needs) is not needed to build.
find_path(BAFO_CUDA_INCLUDE NAMES crt/host_defines.h
  HINTS "${BAFO_DEPENDENCIES}/nvidia/cu13/include" PATHS /usr/local/cuda/include ENV CUDA_HOME PATH_SUFFIXES include
  NO_CMAKE_FIND_ROOT_PATH DOC "Folder with cuda_runtime_api.h of CUDA 13")
set(bafo_cuda_found OFF)
if(BAFO_CUDA_INCLUDE AND EXISTS "${BAFO_CUDA_INCLUDE}/cuda_runtime_api.h")
  file(STRINGS "${BAFO_CUDA_INCLUDE}/cuda_runtime_api.h" bafo_cuda_version REGEX "^#define CUDART_VERSION +13[0-9][0-9][0-9]")
  if(bafo_cuda_version)
    set(bafo_cuda_found ON)
  endif()
endif()
option(BAFO_BUILD_CUDA "Build libbafo_cuda.so (needs the headers of CUDA 13)" ${bafo_cuda_found})
if(BAFO_BUILD_CUDA AND NOT bafo_cuda_found)
  message(FATAL_ERROR "There are no headers of CUDA 13. Run 'make setup', or configure with -DBAFO_BUILD_CUDA=OFF.")
elseif(BAFO_BUILD_CUDA)
  message(STATUS "libbafo_cuda.so is built with the headers in ${BAFO_CUDA_INCLUDE}")
else()
  message(NOTICE "libbafo_cuda.so is not built: there are no headers of CUDA 13 ('make setup' fetches them)")
endif()
