#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the tests of several build trees as one ctest run, counts the skips, and lets ctest have the last word.

    tests/run_all.py BUILD_TREE... [-- arguments for ctest]

With the test data at hand only tests labelled gpu may skip: anything else that does fails the run.
"""
import json
import os
import pathlib
import subprocess
import sys
import xml.etree.ElementTree

SOURCE = pathlib.Path(__file__).resolve().parent.parent


def has_test_data():
    return pathlib.Path(os.environ.get('BAFO_TEST_DATA', SOURCE.parent / 'shared' / 'data')).is_dir()


def join_trees(trees):
    """One folder whose ctest file takes in every tree. Names stay apart: the sanitized and the fuzz trees prefix theirs."""
    folder = pathlib.Path(os.environ.get('BAFO_JOINED_TESTS', SOURCE / 'build' / 'tests'))
    folder.mkdir(parents=True, exist_ok=True)
    paths = ' '.join(f'"{pathlib.Path(t).resolve()}"' for t in trees)
    (folder / 'CTestTestfile.cmake').write_text(f'subdirs({paths})\n')
    return folder


def labels_of_tests(folder):
    listing = subprocess.run(['ctest', '--test-dir', str(folder), '--show-only=json-v1'], capture_output=True, text=True, check=True)
    labels = {}
    for test in json.loads(listing.stdout)['tests']:
        properties = {p['name']: p['value'] for p in test.get('properties', [])}
        labels[test['name']] = properties.get('LABELS', [])
    return labels


def run_ctest(folder, results, arguments):
    """Passes ctest's lines on as they come, and holds back its closing block."""
    command = ['ctest', '--test-dir', str(folder), '--parallel', str(os.cpu_count() or 1), '--output-on-failure',
               '--no-label-summary', '--output-junit', str(results), *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors='replace')
    closing = []
    for line in process.stdout:
        if closing or '% tests passed' in line:
            closing.append(line)
        else:
            print(line, end='', flush=True)
    return process.wait(), closing


def skipped_tests(results):
    tree = xml.etree.ElementTree.parse(results)
    return [case.get('name') for case in tree.iter('testcase') if case.get('status') == 'notrun' or case.find('skipped') is not None]


def forbidden_skips(skipped, labels, data_at_hand):
    return [name for name in skipped if 'gpu' not in labels.get(name, [])] if data_at_hand else []


def main(arguments):
    if '--' in arguments:
        split = arguments.index('--')
        trees, extra = arguments[:split], arguments[split + 1:]
    else:
        trees, extra = arguments, []
    if not trees:
        sys.exit(__doc__)
    folder = join_trees(trees)
    results = folder / 'results.xml'
    results.unlink(missing_ok=True)
    code, closing = run_ctest(folder, results, extra)
    skipped = skipped_tests(results) if results.exists() else []
    data_at_hand = has_test_data()
    forbidden = forbidden_skips(skipped, labels_of_tests(folder), data_at_hand)
    print(f'\nSkipped: {len(skipped)}' + (f' ({", ".join(skipped)})' if skipped else ''))
    if not data_at_hand:
        print('The test data is not here (BAFO_TEST_DATA, by default ../shared/data): tests that need it skip.')
    if forbidden:
        print(f'Not allowed with the test data at hand, only tests labelled gpu may skip: {", ".join(forbidden)}')
        code = code or 1
    print(''.join(closing), end='', flush=True)
    return code


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
