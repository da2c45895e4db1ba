# SPDX-License-Identifier: Apache-2.0
"""make bench: a training step of ours beside those of transformers and LitGPT, interleaved on this machine.

Same weights, same batch, same torch, two threads each; five rounds of ours, transformers, LitGPT; medians. Exit code 1
where a bar is missed: 1.25 times transformers' tokens/s, and peak resident memory above 16 bytes a parameter at most
half of each peer's. Results go to build/bench/report.json as well.

  python3 tests/bench/run.py [--python build/bench-environment/bin/python3] [--rounds 5] [--micro-batches 1,4]
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path(__file__).resolve().parent
SPEED_BAR, MEMORY_BAR = 1.25, 0.5
LOSS_TOLERANCE = 1e-4
STEPS = {1: 4, 4: 2}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--python', default=str(ROOT / 'build/bench-environment/bin/python3'))
    parser.add_argument('--step-bench', default=str(ROOT / 'build/full/tests/step_bench'))
    parser.add_argument('--gguf', default=os.environ.get('BAFO_TEST_MODEL',
                                                         str(ROOT / 'build/models/SmolLM2-135M-Instruct.Q4_1.gguf')))
    parser.add_argument('--rounds', type=int, default=5)
    parser.add_argument('--micro-batches', default='1,4')
    return parser.parse_args()


def export_model(options):
    folder = ROOT / 'build/bench/model'
    if not (folder / 'model.safetensors').exists():
        print('bench: writing the embedded model as a Hugging Face folder', file=sys.stderr)
        folder.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run([options.python, str(HERE / 'export_model.py'), options.gguf, str(folder)], check=True,
                       stderr=subprocess.DEVNULL)
    return folder


def commands(options, folder, micro_batch):
    common = ['--model', str(folder), '--micro-batch', str(micro_batch), '--steps', str(STEPS.get(micro_batch, 3)),
              '--threads', '2']
    return {'bafo': [options.step_bench, *common],
            'transformers': [options.python, str(HERE / 'peer_transformers.py'), *common],
            'litgpt': [options.python, str(HERE / 'peer_litgpt.py'), *common]}


def run_rounds(options, folder, micro_batch):
    results = {'bafo': [], 'transformers': [], 'litgpt': []}
    environment = dict(os.environ, OMP_NUM_THREADS='2', HF_HUB_OFFLINE='1')
    ours = dict(environment, GOMP_SPINCOUNT='5000')  # as bafo starts its engine
    for round_number in range(options.rounds):
        for name, command in commands(options, folder, micro_batch).items():
            load = os.getloadavg()[0]
            done = subprocess.run(command, check=True, capture_output=True, text=True, env=ours if name == 'bafo' else environment)
            result = json.loads(done.stdout.strip().splitlines()[-1])
            result['load_before'] = load
            results[name].append(result)
            print(f'  round {round_number + 1}  {name:13}{result["tokens_per_second"]:7.1f} tokens/s'
                  f'{result["peak_rss_mb"]:8.0f} MB   load before {load:.1f}', file=sys.stderr, flush=True)
    return results


def check_same_work(results):
    """Equal losses step by step: nobody skips work or trains another model."""
    ours = results['bafo'][0]['losses']
    for name, rounds in results.items():
        for mine, theirs in zip(ours, rounds[0]['losses']):
            if abs(mine / theirs - 1) > LOSS_TOLERANCE:
                raise SystemExit(f'bench: {name} computes another loss: {theirs} beside {mine}')


def summarise(results):
    medians = {name: {'tokens_per_second': statistics.median(r['tokens_per_second'] for r in rounds),
                      'peak_rss_mb': statistics.median(r['peak_rss_mb'] for r in rounds)}
               for name, rounds in results.items()}
    base = results['bafo'][0]['parameters'] * 16 / 1e6
    ours, passed = medians['bafo'], True
    for name in ('transformers', 'litgpt'):
        peer = medians[name]
        speed = statistics.median(a['tokens_per_second'] / b['tokens_per_second']
                                  for a, b in zip(results['bafo'], results[name]))
        memory = (ours['peak_rss_mb'] - base) / (peer['peak_rss_mb'] - base)
        peer.update(speed_ratio=speed, memory_ratio=memory)
        passed = passed and memory <= MEMORY_BAR and (name != 'transformers' or speed >= SPEED_BAR)
    return medians, passed


def main():
    options = arguments()
    folder = export_model(options)
    report, passed = {}, True
    for micro_batch in (int(word) for word in options.micro_batches.split(',')):
        print(f'SmolLM2-135M, T 512, micro-batch {micro_batch}, 2 threads', file=sys.stderr)
        results = run_rounds(options, folder, micro_batch)
        check_same_work(results)
        medians, met = summarise(results)
        passed = passed and met
        report[f'micro_batch_{micro_batch}'] = {'medians': medians, 'met': met, 'rounds': results}
        print(f'micro-batch {micro_batch}: median of {options.rounds} rounds')
        for name, row in medians.items():
            ratios = (f'   ours is {row["speed_ratio"]:.2f} times as fast, with {row["memory_ratio"]:.2f} of the memory '
                      'above 16 bytes a parameter' if 'speed_ratio' in row else '')
            print(f'  {name:13}{row["tokens_per_second"]:7.1f} tokens/s{row["peak_rss_mb"]:8.0f} MB{ratios}')
    (ROOT / 'build/bench/report.json').write_text(json.dumps(report, indent=1) + '\n')
    print('bars met' if passed else 'BARS MISSED: 1.25 times transformers\' speed, half of the memory of both')
    return 0 if passed else 1


sys.exit(main())
