#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a newcomer brings along: a text file in each of two languages, and a small model in a folder.

    make_fixture.py BAFO FOLDER
"""
import itertools
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / 'screens'))
from tiny_project import OBJECTS, SUBJECTS, VERBS, write_model_files  # noqa: E402

bafo, folder = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
folder.mkdir(parents=True)
triples = list(itertools.product(SUBJECTS.items(), VERBS.items(), OBJECTS.items()))
for name, side in (('izindaba', 0), ('stories', 1)):
    lines = [f'{s[side]} {v[side]} {o[side]}.' for s, v, o in triples]
    (folder / f'{name}.txt').write_text('\n\n'.join(lines) + '\n')
write_model_files(folder / 'files')
subprocess.run([bafo, 'model', 'init', folder / 'files/config.json', '--to', folder / 'tiny', '--seed', '1'], check=True)
