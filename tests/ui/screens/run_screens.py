#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of every page in every look at scale 1 and 2, and what the checks find wrong with them.

    run_screens.py [--project FOLDER] [--out build/screens] [--build build/full] [--bin build/bin] [--short]

Without a project a small one is made by bafo. --short: the looks that break first, scale 1 only. Exit code 1 where something is wrong.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import tiny_project  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[3]


def add_conversations(bafo, project):
    """What Train's second form and Text's second view need."""
    lines = [{'prompt': f'{who} ufunani?', 'completion': f'{who} ufuna {what}. ' * (20 if i % 9 == 4 else 1)}
             for i, (who, what) in enumerate((who, what) for who in tiny_project.SUBJECTS for what in tiny_project.OBJECTS)]
    source = project.parent / 'imibuzo.jsonl'
    source.write_text(''.join(json.dumps(line) + '\n' for line in lines))
    for words in (['import', 'imibuzo', '--conversations', source, '--language', 'zul'], ['split', 'imibuzo', '--held-out', '0.1']):
        subprocess.run([bafo, 'data', *map(str, words)], cwd=project, check=True, capture_output=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--project')
    parser.add_argument('--out', default=str(ROOT / 'build/screens'))
    parser.add_argument('--build', default=str(ROOT / 'build/full'))
    parser.add_argument('--bin', default=str(ROOT / 'build/bin'))
    parser.add_argument('--short', action='store_true')
    options = parser.parse_args()
    failed = False
    with tempfile.TemporaryDirectory() as scratch:
        project = options.project
        if project is None:
            project = pathlib.Path(scratch) / 'isizulu-stories'
            tiny_project.make(str(pathlib.Path(options.bin).resolve() / 'bafo'), project)
            add_conversations(str(pathlib.Path(options.bin).resolve() / 'bafo'), project)
        for scale in ('1',) if options.short else ('1', '2'):
            # A home of its own: pictures must not hang on this user's settings.
            home = pathlib.Path(scratch) / f'home-{scale}'
            home.mkdir()
            environment = dict(os.environ, QT_QPA_PLATFORM='offscreen', QT_SCALE_FACTOR=scale, HOME=str(home), XDG_RUNTIME_DIR=str(home))
            environment.update({name: str(home / folder) for name, folder in
                                (('XDG_CONFIG_HOME', 'config'), ('XDG_CACHE_HOME', 'cache'), ('XDG_DATA_HOME', 'data'))})
            home.chmod(0o700)
            command = [str(pathlib.Path(options.build) / 'tests/bafo-screens'), str(project), f'{options.out}/scale-{scale}',
                       str(pathlib.Path(options.bin).resolve() / 'bafo')] + (['--short'] if options.short else [])
            failed |= subprocess.run(command, env=environment, check=False).returncode != 0
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
