#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tiny project in which a run has made an adapter, "isengezo", on the model "tiny-grown".

    make_adapter.py BAFO FOLDER
"""
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / 'screens'))
import tiny_project  # noqa: E402

bafo, folder = str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2]).resolve()
tiny_project.make(bafo, folder, has_runs=False)
config = folder.parent / 'adapter.yaml'
config.write_text('''name: isengezo
model: tiny-grown
output_model: isengezo
method: lora
adapter: {rank: 4, alpha: 8}
sequence_length: 64
sequences_per_step: 2
steps: 3
curriculum:
  - {name: stories, dataset: stories, language: zul, split: train, epochs: 1}
optimizer: {learning_rate: 5e-3}
schedule: {kind: cosine, warmup_steps: 1, minimum_learning_rate: 5e-4}
''')
subprocess.run([bafo, 'run', 'start', config, '--wait'], cwd=folder, check=True, capture_output=True)
