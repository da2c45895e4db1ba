#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the bundle that checks the engine on a machine with a GPU: bafo-engine, libbafo_cuda.so, the system's libraries
that they need (LibTorch is not among them), models' shapes and gpu_check.py. No path of this machine is in it.

    make_bundle.py --bin build/bin --to build/gpu-check/bafo-gpu-check.tar.gz --version TEXT
"""
import argparse
import gzip
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
MOST_BYTES = 64 << 20
# Of glibc and the compiler: always the machine's own, which are no older where glibc is not. Of LibTorch and CUDA: pip's.
LEFT_OUT = re.compile(r'(ld-linux|libc|libm|libdl|libpthread|librt|libresolv|libutil|libstdc\+\+|libgcc_s|libtorch\w*|libc10\w*|libgomp|libcud\w*|libcupti|libnv\w*|libcublas\w*)[-.]')


class BundleError(Exception):
    pass


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def libraries_of(program):
    """Paths of what the program is linked with, and what those are."""
    for line in run('ldd', str(program)).splitlines():
        found = re.match(r'\s*(\S+) => (\S+)', line)
        if found and not LEFT_OUT.match(found[1]):
            if not found[2].startswith('/'):
                raise BundleError(f'{program.name} needs {found[1]}, which is not here')
            yield found[1], pathlib.Path(found[2])


def without_place(source, target):
    """A copy without debug information and without the folders of this machine where its libraries lie."""
    shutil.copyfile(source, target)
    target.chmod(0o755)
    subprocess.run(['strip', '--strip-unneeded', str(target)], check=True)
    clear_run_path(target)


def clear_run_path(path):
    """Empties DT_RUNPATH where it lies: its text becomes zeros, which means no folder."""
    text = run('readelf', '-d', str(path))
    found = re.search(r'\((?:RUNPATH|RPATH)\).*\[(.*)\]', text)
    if not found or not found[1]:
        return
    data = bytearray(path.read_bytes())
    name = found[1].encode() + b'\0'
    if data.count(name) != 1:
        raise BundleError(f'the folders in {path.name} cannot be cleared')
    place = data.index(name)
    data[place:place + len(name)] = bytes(len(name))
    path.write_bytes(data)


def newest_glibc(paths):
    versions = {tuple(map(int, v.split('.'))) for path in paths for v in re.findall(r'GLIBC_(\d+\.\d+)', run('objdump', '-T', str(path)))}
    return '.'.join(map(str, max(versions)))


def fill(folder, arguments):
    engine, cuda = arguments.bin / 'bafo-engine', arguments.bin / 'libbafo_cuda.so'
    for path in (engine, cuda):
        if not path.is_file():
            raise BundleError(f'{path} is not there: ' + ('the headers of CUDA 13 are missing (make setup)' if path == cuda else 'make build'))
    without_place(engine, folder / engine.name)
    without_place(cuda, folder / cuda.name)
    (folder / 'lib').mkdir()
    for name, path in {**dict(libraries_of(engine)), **dict(libraries_of(cuda))}.items():
        shutil.copyfile(path, folder / 'lib' / name)
    shutil.copytree(HERE / 'presets', folder / 'presets')
    shutil.copyfile(HERE / 'gpu_check.py', folder / 'gpu_check.py')
    (folder / 'version.txt').write_text(arguments.version + '\n')
    needed = newest_glibc([folder / engine.name, folder / cuda.name, *(folder / 'lib').iterdir()])
    (folder / 'README.txt').write_text(
        'Checks BafoGPT Workbench on a machine with an NVIDIA GPU. Needs x86_64 Linux with glibc '
        f'{needed} or newer (Debian 12,\nUbuntu 24.04), a driver for CUDA 13, Python 3, and:  pip install torch==2.11.0\n\n'
        '    python3 gpu_check.py\n\nIt writes gpu-check.json. Exit code 77: there is no device.\n')


def make(arguments):
    arguments.to.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=arguments.to.parent) as temporary:
        folder = pathlib.Path(temporary) / 'bafo-gpu-check'
        folder.mkdir()
        fill(folder, arguments)
        partial = pathlib.Path(temporary) / 'bundle.tar.gz'
        with gzip.GzipFile(partial, 'wb', 6, mtime=0) as packed, tarfile.open(fileobj=packed, mode='w') as bundle:
            bundle.add(folder, folder.name)
        size = partial.stat().st_size
        if size >= MOST_BYTES:
            raise BundleError(f'the bundle has {size / 2 ** 20:.1f} MiB, {MOST_BYTES >> 20} are allowed')
        partial.replace(arguments.to)
    print(f'{arguments.to}: {size / 2 ** 20:.1f} MiB. On the machine with the GPU: tar xf, pip install torch==2.11.0, python3 bafo-gpu-check/gpu_check.py')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--bin', type=pathlib.Path, required=True)
    parser.add_argument('--to', type=pathlib.Path, required=True)
    parser.add_argument('--version', default='unknown')
    arguments = parser.parse_args()
    try:
        make(arguments)
    except (BundleError, subprocess.CalledProcessError, OSError) as error:
        print(f'gpu-check: {error}', file=sys.stderr)
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main())
