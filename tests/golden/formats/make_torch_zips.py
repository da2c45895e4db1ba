#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes torch_zips/: hostile and sound files in the layout of torch.save, with what the refusal of each must name.

    python3 make_torch_zips.py
Standard library only; no file is ever unpickled, and none does anything but ask for it.
"""
import json
import pathlib
import struct

from torch_zips import Member, call, dictionary, group, integer, name, ordered, pickled, storage, tensor, text, torch_file, zip_file

FOLDER = pathlib.Path(__file__).resolve().parent / 'torch_zips'
SHELL = text('touch /tmp/this-must-not-be-there')
WEIGHTS = {'w': tensor()}


def beside(value):
    """Sound weights, and something else."""
    return pickled(dictionary({'model': ordered(WEIGHTS), 'optimizer': value}))


def foreign():
    """What would run if it were unpickled."""
    yield 'os_system', pickled(dictionary({'w': call('os', 'system', SHELL)})), 'imports os.system'
    yield 'posix_system', pickled(call('posix', 'system', SHELL)), 'imports posix.system'
    yield 'nt_system', pickled(call('nt', 'system', SHELL)), 'imports nt.system'
    yield 'eval', pickled(call('__builtin__', 'eval', text('1'))), 'imports __builtin__.eval'
    yield 'exec', pickled(call('builtins', 'exec', text('1'))), 'imports builtins.exec'
    yield 'getattr', beside(call('builtins', 'getattr', name('argparse', 'Namespace'), text('__init__'))), 'imports builtins.getattr'
    yield 'popen', beside(name('subprocess', 'Popen') + group(SHELL) + b'\x81'), 'imports subprocess.Popen'
    yield 'beside_the_weights', beside(call('os', 'system', SHELL)), 'imports os.system'
    yield 'behind_the_weights', pickled(ordered({**WEIGHTS, 'x': call('runpy', '_run_code', SHELL)})), 'imports runpy._run_code'
    yield 'torch_hub', beside(call('torch.hub', 'load', SHELL)), 'imports torch.hub.load'
    yield 'torch_load', beside(call('torch.serialization', 'load', SHELL)), 'imports torch.serialization.load'
    yield 'torch_ops', beside(call('torch', 'set_default_dtype', SHELL)), 'imports torch.set_default_dtype'
    yield 'dotted_name', beside(call('torch.optim', 'sys.modules', SHELL)), 'imports torch.optim.sys.modules'
    yield 'near_name', beside(call('lightningx', 'system', SHELL)), 'imports lightningx.system'
    yield 'own_class', beside(name('__main__', 'Weights') + b')\x81'), 'imports __main__.Weights'
    yield 'set_state', pickled(ordered(WEIGHTS) + dictionary({'__setstate__': text('x')}) + b'b'), 'sets the state'
    yield 'state_of_a_dict', pickled(dictionary(WEIGHTS) + dictionary({'a': text('b')}) + b'b'), 'sets the state'
    yield 'call_of_a_text', beside(text('os.system') + group(SHELL) + b'R'), 'calls something'
    yield 'stack_global', beside(text('os') + text('system') + b'\x93' + group(SHELL) + b'R'), 'STACK_GLOBAL'
    yield 'extension', beside(b'\x82\x01' + group(SHELL) + b'R'), 'EXT1'
    yield 'extension_4', beside(b'\x84\1\0\0\0'), 'EXT4'
    yield 'inst', pickled(b'(' + SHELL + b'ios\nsystem\n'), 'INST'
    yield 'obj', pickled(b'(' + name('argparse', 'Namespace') + SHELL + b'o'), 'OBJ'
    yield 'text_persid', pickled(b'Pstorage\n'), 'PERSID'
    yield 'protocol_4', b'\x80\x04' + pickled(dictionary(WEIGHTS))[2:], 'protocol 2'
    yield 'odd_persid', pickled(dictionary({'w': call('torch._utils', '_rebuild_tensor_v2', text('x') + b'Q', *[integer(0)] * 4)})), 'storage of'


def bombs():
    """What would eat memory or time."""
    yield 'memo', pickled(b'}r' + struct.pack('<I', 0xFFFFFFF0)), 'remembers something'
    yield 'recall', pickled(b'j' + struct.pack('<I', 77)), 'recalls number 77'
    yield 'dup', pickled(dictionary(WEIGHTS) + b'2' * 400), 'DUP'
    yield 'long4', beside(b'\x8b' + struct.pack('<i', 0x7FFFFFFF)), 'LONG4'
    yield 'long_text', beside(b'X' + struct.pack('<I', 0xFFFFFFFF)), 'claims a text'
    yield 'deep_tuple', beside(b')' + b'\x85' * 2000), 'nested deeper'
    yield 'deep_marks', beside(b'(' * 2000), 'nested too deeply'
    laughs = b']q\x00' + b''.join(b'h' + bytes([i]) + b'h' + bytes([i]) + b'\x86q' + bytes([i + 1]) for i in range(40))
    yield 'many_laughs', beside(b'(' + laughs + b't'), 'unfold to more'
    yield 'no_end', pickled(dictionary(WEIGHTS))[:-1], 'cut short'
    yield 'two_ends', pickled(dictionary(WEIGHTS)) + b'.', 'does not end'
    yield 'empty_stack', pickled(b't'), 'ends a list'


def misplaced():
    """Tensors that do not lie in their storage."""
    def one(**what):
        return pickled(dictionary({'w': tensor(**what)}))
    yield 'offset', one(offset=1), 'outside of its storage'
    yield 'far_offset', one(offset=1 << 62), 'outside of its storage'
    yield 'offset_below', one(offset=-1), 'outside of its storage'
    yield 'stride', one(stride=(4, 1)), 'outside of its storage'
    yield 'stride_overflow', one(stride=(1 << 62, 1 << 62)), 'outside of its storage'
    yield 'stride_below', one(stride=(-3, 1)), 'no count'
    yield 'shape_overflow', one(shape=(1 << 40, 1 << 40), stride=(0, 0)), 'outside of its storage'
    yield 'huge_shape', one(shape=(1 << 66, 1)), 'no count'
    yield 'expanded', one(shape=(1 << 40,), stride=(0,)), 'over and over'
    yield 'dimensions', one(shape=(1,) * 20, stride=(1,) * 20), 'described wrongly'
    yield 'fewer_strides', one(shape=(2, 3), stride=(1,)), 'outside of its storage'
    yield 'storage_larger', one(count=7), 'another size'
    yield 'storage_overflow', one(count=(1 << 62) + 6), 'another size'
    yield 'storage_below', one(count=-6), 'another size'
    yield 'storage_type', one(kind='DoubleStorage'), 'another size'
    yield 'storage_missing', one(key='1'), 'not in it'
    yield 'storage_outside', one(key='../version'), 'not in it'
    yield 'complex', one(kind='ComplexFloatStorage', count=3), 'ComplexFloatStorage'
    yield 'sparse', pickled(dictionary({'w': call('torch._utils', '_rebuild_sparse_tensor', integer(0))})), '_rebuild_sparse_tensor'
    yield 'no_tensor', pickled(dictionary({'w': integer(3)})), 'no dense tensor'
    yield 'bare_storage', pickled(dictionary({'w': storage()})), 'no dense tensor'
    yield 'twice', pickled(b'}(' + (text('w') + tensor()) * 2 + b'u'), 'twice'
    outer = [text('model') + dictionary(WEIGHTS), text('iter_num') + integer(1)]
    yield 'twice_outside', pickled(b'}(' + outer[0] * 2 + outer[1] + b'u'), 'twice'
    yield 'number_twice', pickled(b'}(' + outer[0] + outer[1] * 2 + b'u'), 'twice'
    yield 'sign_to_be_made', one(flags=[dictionary({'neg': b'\x88'})]), 'has flags'
    yield 'odd_flags', one(flags=[integer(1)]), 'has flags'
    yield 'no_weights', pickled(dictionary({})), 'holds no weights'
    yield 'a_list', pickled(b']'), 'no dictionary of weights'
    yield 'name_with_escape', pickled(dictionary({'w\x1b[2J': tensor()})), 'no name of a tensor'


def zips():
    """Directories that lie."""
    data = struct.pack('<6f', *range(6))
    sound = Member('archive/data.pkl', pickled(dictionary(WEIGHTS)))
    numbers = Member('archive/data/0', data)
    whole = zip_file([sound, numbers])
    yield 'deflated', zip_file([Member('archive/data.pkl', sound.raw, method=8), numbers]), 'is compressed'
    yield 'zip_bomb', zip_file([sound, Member('archive/data/0', bytes(1 << 22), method=8)]), 'is compressed'
    yield 'encrypted', zip_file([sound, Member('archive/data/0', data, flags=1)]), 'encrypted'
    yield 'overlap', zip_file([Member('archive/data.pkl', sound.raw, size=len(sound.raw) + 40), numbers]), 'overlaps'
    yield 'shared', zip_file([sound, Member('archive/data/1', data), Member('archive/data/0', data, shift=-68)]), 'describes another member'
    yield 'twice_named', zip_file([sound, sound, numbers]), 'twice'
    yield 'dots', zip_file([sound, numbers, Member('archive/../../evil', b'x')]), 'is called'
    yield 'absolute', zip_file([sound, numbers, Member('/etc/cron.d/x', b'x')]), 'is called'
    yield 'two_folders', zip_file([sound, numbers, Member('other/x', b'x')]), 'one folder'
    yield 'no_pickle', zip_file([numbers]), 'no data.pkl'
    yield 'pickle_crc', zip_file([Member('archive/data.pkl', sound.raw, crc=1), numbers]), 'checksum'
    yield 'local_name', zip_file([sound, Member('archive/data/0', data, local_name='archive/data/x')]), 'describes another member'
    yield 'local_size', zip_file([sound, Member('archive/data/0', data, local_size=8)]), 'another size'
    yield 'size_outside', zip_file([sound, Member('archive/data/0', data, size=1 << 30)]), 'no room'
    yield 'hidden_bytes', zip_file([Member('archive/data.pkl', sound.raw, behind=b'hidden'), numbers]), 'belong to no member'
    yield 'comment', zip_file([sound, numbers], comment=b'PK\5\6' + bytes(18)), 'does not lie where'
    yield 'directory_outside', zip_file([sound, numbers], directory_shift=1 << 20), 'does not lie where'
    yield 'many_members', zip_file([sound, numbers], count=60000), 'does not lie where'
    yield 'zip64_contradicts', zip_file([sound, numbers], zip64=4), 'contradict'
    yield 'cut', whole[:-30], 'ends a zip file'
    yield 'cut_front', whole[40:], 'does not lie where'
    yield 'big_endian', torch_file(sound.raw, byteorder=b'big'), 'not little-endian'
    yield 'old_format', b'\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.', 'before version 1.6'


def sound_files():
    pair = {'0': struct.pack('<6f', *range(6)), '7': struct.pack('<4H', 0x3F80, 0x4000, 0xC040, 0)}
    plain = ordered({'a': tensor(), 'b': tensor(shape=(2, 2), stride=(1, 2), key='7', kind='BFloat16Storage', count=4)})
    yield 'state_dictionary', torch_file(pickled(plain), pair)
    yield 'zip64', torch_file(pickled(plain), pair, zip64=0)
    loader = name('torch.utils.data.dataloader', 'DataLoader') + b')\x81' + dictionary({'dataset': b']', 'seed': integer(1 << 40)}) + b'b'
    group_of = b'](' + dictionary({'lr': b'G?PbM\xd2\xf1\xa9\xfc', 'betas': group(b'N', b'\x88')}) + b'e'
    checkpoint = {'model': ordered({'_orig_mod.a': tensor()}), 'optimizer': dictionary({'param_groups': group_of}), 'train_dataloader': loader,
                  'iter_num': integer(70000), 'step_count': integer(-3)}
    yield 'checkpoint', torch_file(pickled(dictionary(checkpoint)), byteorder=b'little')
    parameter = call('torch._utils', '_rebuild_parameter', tensor(key=0), b'\x88', name('collections', 'OrderedDict') + b')R')
    yield 'parameter', torch_file(pickled(dictionary({'a': parameter})))
    yield 'no_flags', torch_file(pickled(dictionary({'a': tensor(flags=[b'}'])})))


def main():
    FOLDER.mkdir(exist_ok=True)
    refusals = {}
    for kind, files in (('foreign', foreign()), ('bomb', bombs()), ('place', misplaced())):
        for what, pickle, reason in files:
            refusals[f'{kind}_{what}.pth'] = reason
            (FOLDER / f'{kind}_{what}.pth').write_bytes(torch_file(pickle))
    for what, data, reason in zips():
        refusals[f'zip_{what}.pth'] = reason
        (FOLDER / f'zip_{what}.pth').write_bytes(data)
    for what, data in sound_files():
        (FOLDER / f'sound_{what}.pth').write_bytes(data)
    (FOLDER / 'refusals.json').write_text(json.dumps(refusals, indent=1) + '\n')


if __name__ == '__main__':
    main()
