# SPDX-License-Identifier: Apache-2.0
# make setup | build | run | demo | demo-full | test | screens | package | bench | gpu-check | gguf-reader | clean      (see README.md)
#   make setup CUDA=1    also the CUDA libraries       make clean ALL=1    downloads too
.DEFAULT_GOAL := build
.PHONY: setup build build-tests run demo demo-full test lint screens package bench bench-step bench-qlora bench-items bench-window gpu-check gguf-reader clean
MAKEFLAGS += --no-print-directory

# Kept compiled files stay inside build/ unless the user already shares a cache.
export CCACHE_DIR ?= $(CURDIR)/build/ccache
export CCACHE_BASEDIR ?= $(CURDIR)
export NINJA_STATUS ?= [%f/%t] 
export CUDA LLAMA_CPP ANY_DISTRIBUTION

setup:
	@installer/setup

build: setup
	@cmake --preset full --log-level=WARNING
	@cmake --build build/full --target bafo bafo-engine bafo-workbench
	@python3 -B resources/example/make_example.py

build-tests: setup
	@cmake --preset full --log-level=WARNING
	@cmake --build build/full
	@python3 -B resources/example/make_example.py
	@cmake --preset asan --log-level=WARNING
	@cmake --build build/asan

# The window. PROJECT=folder opens that one.
run: build
	@build/bin/bafo-workbench $(PROJECT)

# A real model learns isiZulu, about 15 minutes; --short for a minute of it.
demo: build
	@cmake --build build/full --target bafo-screens
	@python3 -B resources/demo/run_demo.py $(if $(SHORT),--short)

# On from there (from the beginning where it has not run): instructions, QLoRA, merge, tests, a talk; about six minutes more.
demo-full: build
	@cmake --build build/full --target bafo-screens
	@python3 -B resources/demo/run_full_demo.py $(if $(SHORT),--short)

# ctest's closing line ends the output.
test: build-tests
	@python3 tests/run_all.py build/full build/asan

# clang-tidy over the whole tree: minutes, so by hand and not in 'make test'.
lint: build-tests
	@python3 -B tests/architecture/lint.py build/full

# A small .deb of window, command line and engine, without LibTorch ('bafo engine install' fetches that), into build/package.
package: build
	@cmake --build build/full --target debian_changelog
	@cpack --config build/full/CPackConfig.cmake

# Pictures of every page in every look into build/screens, and what is wrong with them. PROJECT=folder: of that one.
screens: build
	@cmake --build build/full --target bafo-screens
	@python3 -B tests/ui/screens/run_screens.py $(if $(PROJECT),--project $(PROJECT))

# On a machine that does nothing else: our training step beside transformers' and LitGPT's (ten minutes), a QLoRA step
# beside peft's with bitsandbytes, how soon 100,000 answered items are open, and what the window takes of a user's time,
# processor and memory (a quarter of an hour). ONLY=step, ONLY=qlora, ONLY=items or ONLY=window: one of them.
bench: $(if $(ONLY),bench-$(ONLY),bench-window bench-step bench-qlora bench-items)

bench-step: setup
	@installer/bench_environment
	@cmake --preset full --log-level=WARNING
	@cmake --build build/full --target step_bench
	@python3 -B tests/bench/run.py

bench-qlora: setup
	@installer/bench_environment
	@cmake --preset full --log-level=WARNING
	@cmake --build build/full --target qlora_bench
	@python3 -B tests/bench/qlora/run.py

bench-items: setup
	@cmake --preset full --log-level=WARNING
	@cmake --build build/full --target test_scoring_evaluation
	@build/full/tests/test_scoring_evaluation aHundredThousandItemsOpenInLessThanASecond

bench-window: build
	@cmake --build build/full --target chart_bench
	@python3 -B tests/bench/window/run.py

# A bundle of at most 64 MiB into build/gpu-check: on a machine with an NVIDIA GPU and torch 2.11.0 its gpu_check.py compares
# a training step with the processor's, and measures the recipe's.
gpu-check: build
	@python3 -B resources/gpu-check/make_bundle.py --bin build/bin --to build/gpu-check/bafo-gpu-check.tar.gz \
		--version "$$(git describe --always --dirty 2>/dev/null || echo unknown)"

# build/bin/bafo-gguf-reader: what llama.cpp makes of a GGUF file, for comparison with ours. Downloads and builds llama.cpp.
gguf-reader:
	@LLAMA_CPP=1 installer/setup
	@cmake --preset full --log-level=WARNING -DBAFO_LLAMA_CPP=ON
	@cmake --build build/full --target bafo-gguf-reader

clean:
	@rm -rf $(if $(ALL),build,build/bin build/full build/asan build/worker build/desktop build/tests build/demo build/example*)
