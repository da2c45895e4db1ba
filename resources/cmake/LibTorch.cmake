# SPDX-License-Identifier: Apache-2.0
# bafo_torch: the CPU half of LibTorch out of the PyPI wheel, as an imported target of our own.
# The wheel's TorchConfig.cmake demands a CUDA toolkit; libtorch_cpu and libc10 do not.
set(BAFO_TORCH_ROOT "${BAFO_DEPENDENCIES}/torch" CACHE PATH "Folder with lib/libtorch_cpu.so and include/")
if(NOT EXISTS "${BAFO_TORCH_ROOT}/lib/libtorch_cpu.so")
  message(FATAL_ERROR "LibTorch is not in ${BAFO_TORCH_ROOT}. Run 'make setup', or configure with -DBAFO_BUILD_ENGINE=OFF.")
endif()

# Headers alone: for what is loaded into a process that has LibTorch already.
add_library(bafo_torch_headers INTERFACE)
target_include_directories(bafo_torch_headers SYSTEM INTERFACE
  "${BAFO_TORCH_ROOT}/include" "${BAFO_TORCH_ROOT}/include/torch/csrc/api/include")

add_library(bafo_torch INTERFACE)
target_link_libraries(bafo_torch INTERFACE bafo_torch_headers)
# ATen's parallel_for is a header: without OpenMP in our own flags it would run on one thread.
target_compile_options(bafo_torch INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-fopenmp>)
target_link_libraries(bafo_torch INTERFACE
  "${BAFO_TORCH_ROOT}/lib/libtorch_cpu.so" "${BAFO_TORCH_ROOT}/lib/libc10.so" "${BAFO_TORCH_ROOT}/lib/libgomp.so.1")
# libtorch_cpu needs libcudart and libcupti, which it finds by its own rpath beside torch/, but the linker does not look there.
target_link_options(bafo_torch INTERFACE -Wl,--allow-shlib-undefined)

# One precompiled header serves every target that uses torch: its wide headers take 9 to 14 s each otherwise.
function(bafo_precompile_torch target)
  target_link_libraries(${target} PRIVATE bafo_torch)
  bafo_precompile(${target} torch LINKS bafo_torch)
endfunction()
