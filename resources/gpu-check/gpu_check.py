#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks the engine on a machine with an NVIDIA GPU, and measures it. Needs: a driver, and 'pip install torch==2.11.0'.

    python3 gpu_check.py [--output gpu-check.json] [--quick]

1. One training step of three small models on the GPU beside the same step on the processor: fp32 (TF32 off; loss within
   1e-5, gradients of each tensor within 1e-4, relative: both sum in other orders), then bf16-mixed against fp32 (loss
   within 1e-3, gradients within 0.05: the rounding of bf16; on processors 1e-5 and 0.02).
2. Training steps of the Gemma-2-2B shape with 288,256 rows, random weights, bf16-mixed, sequences of 2,048 tokens:
   tokens a second, model FLOPs utilisation, peak memory.

Exit codes: 0 done and equal, 1 something differs or failed, 77 there is no device (and nothing was measured).
"""
import argparse
import importlib.util
import json
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
TORCH_VERSION = '2.11.0'
NO_DEVICE = 77
OUT_OF_MEMORY = 4  # the engine's exit code
SMALL_MODELS = ('small-llama', 'small-gemma2', 'small-qwen2')
TOLERANCES = {'fp32': (1e-5, 1e-4), 'bf16-mixed': (1e-3, 0.05)}
RECIPE = 'gemma-2-2b-288k'
# Dense bf16 TFLOP/s with fp32 sums, as the makers publish them. A device that is not here has no utilisation.
PEAK_TFLOPS = {'H200': 989.4, 'H100 PCIe': 756.4, 'H100 NVL': 835.5, 'H100': 989.4, 'A100': 312.0, 'L40S': 362.1,
               'L40': 181.1, 'L4': 121.0, 'A10G': 70.0, 'A10': 125.0, 'A40': 149.7, 'A6000': 154.8, 'RTX 4090': 165.2,
               'RTX 3090': 71.0, 'B200': 2250.0}


def say(text):
    print(f'gpu-check: {text}', flush=True)


def torch_folder():
    """Where pip put LibTorch, without importing it. None where it is not there or another version."""
    found = importlib.util.find_spec('torch')
    if found is None or not found.submodule_search_locations:
        return None, f"torch is not installed for {sys.executable}: 'pip install torch=={TORCH_VERSION}'"
    folder = pathlib.Path(next(iter(found.submodule_search_locations)))
    version = re.search(r"__version__ *= *'([^'+]+)", (folder / 'version.py').read_text())
    if version is None or version[1] != TORCH_VERSION:
        return None, f"torch is {version[1] if version else 'unknown'}, this needs {TORCH_VERSION}: 'pip install torch=={TORCH_VERSION}'"
    return folder / 'lib', ''


class Engine:
    def __init__(self, libraries):
        before = os.environ.get('LD_LIBRARY_PATH', '')
        paths = [str(libraries), str(HERE / 'lib')] + ([before] if before else [])
        # Threads of the processor that wait by spinning would take it from those that have the work.
        self.environment = {'GOMP_SPINCOUNT': '5000', **os.environ, 'LD_LIBRARY_PATH': ':'.join(paths)}

    def run(self, *arguments):
        """(exit code, its JSON object or None, what it said)."""
        process = subprocess.run([str(HERE / 'bafo-engine'), *arguments, '--json'], env=self.environment, capture_output=True, text=True)
        lines = [line for line in process.stdout.splitlines() if line.startswith('{')]
        return process.returncode, json.loads(lines[-1]) if lines else None, process.stderr.strip()


def compare_all(engine, report):
    """One step of each small model in each precision. True where all are equal within the tolerances."""
    are_equal = True
    for model in SMALL_MODELS:
        for precision, (loss, gradient) in TOLERANCES.items():
            code, result, said = engine.run(
                'device-check', 'compare', '--config', str(HERE / 'presets' / f'{model}.json'), '--precision', precision,
                '--sequence-length', '96', '--sequences', '4', '--micro-batch', '2', '--loss-tolerance', repr(loss),
                '--gradient-tolerance', repr(gradient))
            report['steps_compared'].append({'model': model, 'exit_code': code, **(result or {'error': said})})
            are_equal = are_equal and code == 0
            say(f'{model}, {precision}: ' + ('equal within the tolerances' if code == 0 else 'DIFFERENT or failed')
                + (f" (loss {result['loss_error']:.1e}, gradients {result['gradient_error']:.1e})" if result and 'loss_error' in result else f': {said}'))
    return are_equal


def peak_of(name):
    return next((peak for part, peak in PEAK_TFLOPS.items() if part in name), None)


def measure(engine, report, quick):
    """The recipe's shape; micro-batches as large as fit. True where one fitted."""
    for micro_batch in (4, 2, 1):
        say(f'training {RECIPE} with {micro_batch} sequences at once; drawing its weights takes a minute or two')
        code, result, said = engine.run(
            'device-check', 'speed', '--config', str(HERE / 'presets' / f'{RECIPE}.json'), '--precision', 'bf16-mixed',
            '--sequence-length', '2048', '--sequences', str(max(4, micro_batch)), '--micro-batch', str(micro_batch), '--recompute',
            '--loss-chunk-mib', '2252', '--steps', '3' if quick else '10', '--warm-up-steps', '2')
        if code == 0:
            peak = peak_of(result['device'])
            result['peak_tflops_of_device'] = peak
            result['model_flops_utilisation'] = result['model_tflops'] / peak if peak else None
            report['speed'] = result
            say(f"{result['tokens_per_second']:.0f} tokens/s, " + (f"{100 * result['model_flops_utilisation']:.1f} % of {peak:.0f} TFLOP/s, " if peak else '')
                + f"{result['peak_bytes'] / 2 ** 30:.1f} GiB at most")
            return True
        report['speed_attempts'].append({'micro_batch': micro_batch, 'exit_code': code, 'error': said})
        say(f'that failed: {said.splitlines()[0] if said else code}')
        if code != OUT_OF_MEMORY:
            return False
    return False


def check(arguments, report):
    libraries, problem = torch_folder()
    if libraries is None:
        say(problem)
        report.update(status='no torch', why=problem)
        return 1
    engine = Engine(libraries)
    code, devices, said = engine.run('devices')
    if code != 0 or devices is None:
        say(f'the engine does not start: {said}')
        report.update(status='engine does not start', why=said)
        return 1
    report['devices'] = devices
    if not devices['cuda']:
        say(f"no device: {devices.get('why_no_cuda', '')}; nothing was measured")
        report.update(status='no device', why=devices.get('why_no_cuda', ''))
        return NO_DEVICE
    say(f"on {devices['cuda'][0]['name']}")
    are_equal = compare_all(engine, report)
    is_measured = measure(engine, report, arguments.quick)
    report['status'] = 'done' if are_equal and is_measured else 'failed'
    return 0 if are_equal and is_measured else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--output', type=pathlib.Path, default=pathlib.Path('gpu-check.json'))
    parser.add_argument('--quick', action='store_true', help='three measured steps in place of ten')
    arguments = parser.parse_args()
    report = {'version': (HERE / 'version.txt').read_text().strip(), 'steps_compared': [], 'speed': None, 'speed_attempts': []}
    code = check(arguments, report)
    arguments.output.write_text(json.dumps(report, indent=1) + '\n')
    say(f'written: {arguments.output}')
    return code


if __name__ == '__main__':
    sys.exit(main())
