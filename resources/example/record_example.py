#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Records what the example project of the window's first start shows, out of the project that 'make demo' made: real runs, real numbers.

    resources/example/record_example.py build/demo/project PAGES_JSON

PAGES_JSON is what the window keeps of its pages (~/.local/share/bafo/workbench/projects/<id>/pages.json): the conversation that
somebody had with the demo's models is taken from there. Text and word pieces are not recorded: make_example.py makes them again.
"""
import gzip
import json
import pathlib
import re
import shutil
import sys

HERE = pathlib.Path(__file__).resolve().parent
NAME = 'Example: isiZulu in ten minutes'
IDENTITY = 'e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0'  # the same in every copy
BASE = 'smol'  # left out: whoever imports it again (the family's root) can go on from here


def put(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)


def put_packed(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path.with_name(path.name + '.gz'), 'wb') as raw, gzip.GzipFile('', 'wb', 9, raw, mtime=0) as file:
        file.write(content.encode())


def main(project, pages):
    for path in HERE.iterdir():  # what is written by hand stays: the scripts, ABOUT.txt
        if path.is_dir():
            shutil.rmtree(path)
    head = (project / 'project.yaml').read_text()
    head = re.sub('id: .*', f'id: "{IDENTITY}"', re.sub('name: .*', f'name: "{NAME}"', head))
    put(HERE / 'project.yaml', '# SPDX-License-Identifier: Apache-2.0\n' + head)
    for model in sorted((project / 'models').iterdir()):
        for name in ('config.json', 'lineage.json') if model.name != BASE else ():
            put(HERE / 'models' / model.name / name, (model / name).read_text())
    for run in sorted((project / 'runs').iterdir()):
        for name in ('config.yaml', 'events.jsonl'):
            put_packed(HERE / 'runs' / run.name / name, (run / name).read_text())
    chat = json.loads(pages.read_text())['chat']
    kept = {'chat': {key: chat[key] for key in ('columns', 'sampling') if key in chat}}
    put_packed(HERE / 'pages.json', json.dumps(kept, ensure_ascii=False, separators=(',', ':')))


if __name__ == '__main__':
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
