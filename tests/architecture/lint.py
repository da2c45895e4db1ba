#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs clang-tidy (.clang-tidy's list) over every source of ours in a build tree:  lint.py BUILD_TREE [part of a path]...

The compile commands are GCC's: its precompiled headers and the options clang does not know are left out.
"""
import concurrent.futures
import json
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
ROOMS = ('app', 'core', 'plugins', 'ui', 'tests')


def clang_command(command):
    words, kept, index = shlex.split(command), [], 0
    while index < len(words):
        word = words[index]
        if word == '-include' and 'cmake_pch' in words[index + 1]:
            index += 2
            continue
        if word not in ('-Winvalid-pch', '-fpch-preprocess', '-Werror') and 'ccache' not in word and not word.startswith('CCACHE_'):
            kept.append(word)
        index += 1
    return shlex.join([word for word in kept if word not in ('-E', 'env') and not word.endswith('/cmake')])


def sources_of(tree, parts):
    entries = {}
    for entry in json.loads((pathlib.Path(tree) / 'compile_commands.json').read_text()):
        path = pathlib.Path(entry['file'])
        if not path.is_relative_to(ROOT) or path.relative_to(ROOT).parts[0] not in ROOMS or not path.is_file():
            continue
        if not parts or any(part in str(path.relative_to(ROOT)) for part in parts):
            entries[str(path)] = dict(entry, command=clang_command(entry['command']))
    return entries


def main(arguments):
    if not arguments:
        sys.exit(__doc__)
    entries = sources_of(arguments[0], arguments[1:])
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        (pathlib.Path(folder) / 'compile_commands.json').write_text(json.dumps(list(entries.values())))

        def tidy(path):
            done = subprocess.run(['clang-tidy', '--quiet', '-p', folder, path], capture_output=True, text=True, cwd=ROOT)
            return path, done.returncode, done.stdout + ('' if done.returncode == 0 else done.stderr)

        failed = 0
        for number, (path, code, output) in enumerate(pool.map(tidy, sorted(entries)), 1):
            print(f'[{number}/{len(entries)}] {pathlib.Path(path).relative_to(ROOT)}', flush=True)
            if code != 0:
                failed += 1
                print(output, flush=True)
    print(f'clang-tidy: {len(entries)} files, {failed} with findings')
    return 1 if failed or not entries else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
