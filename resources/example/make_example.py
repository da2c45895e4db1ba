#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the example project of the window's first start, packed, into build/example: what was recorded of its runs (beside this
script), and its text and word pieces, made anew from what the set-up fetched.

    resources/example/make_example.py [--bin build/bin] [--to build/example]

Does nothing where it is there already. 'bafo init --example' unpacks it.
"""
import argparse
import gzip
import hashlib
import os
import pathlib
import shutil
import sqlite3
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / 'resources/demo'))
from run_demo import Demo, sources  # noqa: E402

KEPT_OF_TRAIN = 4  # every fourth pair, with its cluster (named after its first document: of two languages, an odd number)
EXCERPT = 'an excerpt'


def recorded_files():
    return sorted(path for path in HERE.rglob('*') if path.is_file() and path.suffix != '.py' and '__pycache__' not in path.parts)


def stamp():
    """Of everything that decides the result but the fetched files, which are pinned."""
    digest = hashlib.sha256()
    for path in [*recorded_files(), HERE / 'make_example.py', ROOT / 'resources/demo/run_demo.py']:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def put_packed(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path.with_name(path.name + '.gz'), 'wb') as raw, gzip.GzipFile('', 'wb', 9, raw, mtime=0) as file:
        file.write(content)


def pack_text(database, target):
    """The dataset's database, less most of what was trained on: identities of texts (random bytes) make up most of it."""
    connection = sqlite3.connect(database)
    connection.execute("DELETE FROM documents WHERE split = 'train' AND (cluster / 2) % ? != 0", (KEPT_OF_TRAIN,))
    connection.execute("UPDATE sources SET provenance = provenance || ' (' || ? || ')'", (EXCERPT,))
    connection.execute('DELETE FROM sources WHERE id NOT IN (SELECT source FROM documents)')
    connection.execute('DELETE FROM skipped WHERE source NOT IN (SELECT id FROM sources)')
    connection.execute("INSERT INTO documents_fts(documents_fts) VALUES('rebuild')")
    connection.commit()
    connection.execute('PRAGMA journal_mode = DELETE')
    connection.execute('VACUUM')
    connection.close()
    put_packed(target, database.read_bytes())


def pack_pieces(folder, target):
    for path in sorted(folder.iterdir()):
        if path.name == 'tokenizer.json' or path.name == 'growth.json':
            put_packed(target / path.name, path.read_bytes())
        elif path.name == 'tokenizer_config.json':
            target.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target / path.name)


def make(demo, model_file, catalogs, target):
    demo.begin(model_file)
    texts = demo.prepare_text(catalogs)
    demo.grow_pieces(texts)
    for path in recorded_files():
        place = target / path.relative_to(HERE)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
    pack_text(demo.project / 'datasets/interface/documents.sqlite', target / 'datasets/interface/documents.sqlite')
    pack_pieces(demo.project / 'models/smol', target / 'tokenizers/smol')
    pack_pieces(demo.project / 'tokenizers/grown', target / 'tokenizers/grown')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--to', default=str(ROOT / 'build/example'), help='a folder, made anew')
    parser.add_argument('--bin', default=str(ROOT / 'build/bin'), help='where bafo and bafo-engine are')
    arguments = parser.parse_args()
    target = pathlib.Path(arguments.to).resolve()
    mark = target.with_name(target.name + '.made')
    if target.is_dir() and mark.exists() and mark.read_text() == stamp():
        return
    model_file, catalogs = sources()
    if not model_file.exists() or not catalogs:
        print("No example project: the demo's model or its texts are not here; make setup fetches them.")
        return
    print('The example project: its text and its word pieces are made ...', flush=True)
    beside = target.with_name(target.name + '.partial')
    work = target.with_name(target.name + '.work')
    for folder in (beside, work):
        shutil.rmtree(folder, ignore_errors=True)
    quiet = open(os.devnull, 'w')
    make(Demo(argparse.Namespace(short=False, to=work, bin=arguments.bin), output=quiet), model_file, catalogs, beside)
    shutil.rmtree(work)
    shutil.rmtree(target, ignore_errors=True)
    beside.rename(target)
    mark.write_text(stamp())


if __name__ == '__main__':
    main()
