#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the seeds of the binary formats in tests/fuzz/corpus (standard library only): small sound files, and near misses."""
import json
import pathlib
import struct
import sys

CORPUS = pathlib.Path(__file__).resolve().parent / 'corpus'
sys.path.append(str(CORPUS.parents[1] / 'golden' / 'formats'))
import make_torch_zips  # noqa: E402


def write(name, data):
    path = CORPUS / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())


def safetensors(header, data=b''):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    text += b' ' * (-len(text) % 8)
    return struct.pack('<Q', len(text)) + text + data


def gguf_string(text):
    return struct.pack('<Q', len(text)) + text.encode()


def gguf(version, metadata, tensors, data, alignment=32):
    """metadata: (key, type number, packed value); tensors: (name, dimensions innermost first, type number, offset)."""
    head = b'GGUF' + struct.pack('<IQQ', version, len(tensors), len(metadata))
    for key, kind, value in metadata:
        head += gguf_string(key) + struct.pack('<I', kind) + value
    for name, dimensions, kind, offset in tensors:
        head += gguf_string(name) + struct.pack('<I', len(dimensions)) + struct.pack(f'<{len(dimensions)}Q', *dimensions)
        head += struct.pack('<IQ', kind, offset)
    return head + b'\0' * (-len(head) % alignment) + data


def strings(values):
    return struct.pack('<IQ', 8, len(values)) + b''.join(map(gguf_string, values))


def make_safetensors():
    two = {'a': {'dtype': 'F32', 'shape': [2, 2], 'data_offsets': [0, 16]}, 'b.c': {'dtype': 'BF16', 'shape': [3], 'data_offsets': [16, 22]},
           '__metadata__': {'format': 'pt'}}
    write('safetensors/two_tensors', safetensors(two, bytes(range(22))))
    write('safetensors/none', safetensors({}))
    write('safetensors/scalar', safetensors({'s': {'dtype': 'I64', 'shape': [], 'data_offsets': [0, 8]}}, b'\1' * 8))
    write('safetensors/empty_tensor', safetensors({'e': {'dtype': 'U8', 'shape': [0, 5], 'data_offsets': [0, 0]}}))
    write('safetensors/gap', safetensors({'a': {'dtype': 'U8', 'shape': [1], 'data_offsets': [1, 2]}}, b'ab'))
    write('safetensors/overflow', safetensors({'a': {'dtype': 'F64', 'shape': [1 << 62, 4], 'data_offsets': [0, 0]}}))
    write('safetensors/long_header', struct.pack('<Q', 1 << 40) + b'{}')
    write('safetensors/twice', safetensors(b'{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}', b'x'))


def make_gguf():
    u32 = lambda value: struct.pack('<I', value)  # noqa: E731
    metadata = [('general.architecture', 8, gguf_string('llama')), ('llama.block_count', 4, u32(1)), ('a.f', 6, struct.pack('<f', 0.5)),
                ('a.flag', 7, b'\1'), ('tokenizer.ggml.tokens', 9, strings(['<s>', 'a', 'Ġb'])),
                ('tokenizer.ggml.token_type', 9, struct.pack('<IQ3i', 5, 3, 3, 1, 1))]
    write('gguf/f32', gguf(3, metadata, [('token_embd.weight', (4, 2), 0, 0)], struct.pack('<8f', *range(8))))
    blocks = {'q4_0': (2, 18), 'q4_1': (3, 20), 'q8_0': (8, 34), 'f16': (1, 64), 'bf16': (30, 64)}
    for name, (kind, size) in blocks.items():
        write(f'gguf/{name}', gguf(3, metadata[:1], [('w', (32,), kind, 0)], bytes(range(size))))
    write('gguf/version_2', gguf(2, metadata[:2], [], b''))
    write('gguf/alignment', gguf(3, [('general.alignment', 4, u32(64))], [('w', (1,), 0, 0)], struct.pack('<f', 1), alignment=64))
    write('gguf/two_tensors', gguf(3, [], [('a', (8,), 0, 0), ('b', (8,), 0, 32)], bytes(64)))
    write('gguf/huge_count', b'GGUF' + struct.pack('<IQQ', 3, 1 << 60, 1 << 60))
    write('gguf/outside', gguf(3, [], [('a', (8,), 0, 1 << 40)], bytes(32)))
    write('gguf/overflow', gguf(3, [], [('a', (1 << 33, 1 << 33), 0, 0)], bytes(32)))


def make_texts():
    envelope = {'v': 1, 'seq': 3, 't': 1700000000000, 'run': 'r1', 'rank': 0}
    step = {'kind': 'step_finished', 'step': 7, 'loss': 2.5, 'learning_rate': 1e-3, 'gradient_norm': 'nan', 'tokens_per_second': 190.25,
            'train_tokens': 3584, 'train_bytes': 9000, 'train_flops': 1.5e12, 'step_ms': 2700}
    line = lambda fields: json.dumps({**envelope, **fields}) + '\n'  # noqa: E731
    write('event_log/step', line(step))
    write('event_log/two_lines', line({'kind': 'run_started', 'name': 'demo', 'total_steps': 50}) + line(step))
    write('event_log/torn', line(step) + line(step)[:40])
    write('event_log/unknown', line({'kind': 'from_the_future', 'x': [1, {'y': None}]}))
    write('event_log/failed', line({'kind': 'run_failed', 'code': 5, 'message': 'a\u0000b \ud55c', 'hint': ''}))
    write('event_log/wrong_type', line({'kind': 'rewound', 'to_step': 'seven'}))
    write('event_log/command', '{"id":"c1","t":1,"kind":"pause"}\n{"id":"c2","t":2,"kind":"checkpoint_now"}\n')
    write('json/object', '{"a": [1, 2.5e3, true, null, "\\u00e9"], "b": {"c": {}}}')
    write('json/twice', '{"a":1,"a":2}')
    write('json/deep', '[' * 20 + ']' * 20)
    write('json/number', '-0.0e-1')
    write('json/bad_text', b'"\xff\xfe"')


def catalog(messages, order='<'):
    places, texts = [], b''
    for column in (0, 1):
        for message in messages:
            places += [len(message[column]), 28 + 16 * len(messages) + len(texts)]
            texts += message[column] + b'\0'
    head = [0x950412DE, 0, len(messages), 28, 28 + 8 * len(messages), 0, 0]
    return struct.pack(f'{order}{len(head) + len(places)}I', *head, *places) + texts


def make_gettext_mo():
    messages = [(b'', b'Content-Type: text/plain; charset=UTF-8\n'), (b'menu\4~Open', b'~Vula'), (b'%1 file\0%1 files', b'ifayela\0amafayela')]
    write('gettext_mo/little', catalog(messages))
    write('gettext_mo/big', catalog(messages, '>'))
    write('gettext_mo/latin', catalog([(b'', b'charset=ISO-8859-1\n')]))
    write('gettext_mo/huge_count', struct.pack('<7I', 0x950412DE, 0, 0xFFFFFFFF, 28, 28, 0, 0))
    write('gettext_mo/overlapping_tables', struct.pack('<7I', 0x950412DE, 0, 4, 28, 28, 0, 0) + struct.pack('<2I', 1, 60) * 4 + b'a\0')
    write('gettext_mo/cut', catalog(messages)[:-1])


def byte_letters():
    """The 256 letters that stand for bytes in byte-level BPE."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    letters = {byte: chr(byte) for byte in plain}
    letters.update({byte: chr(256 + i) for i, byte in enumerate(b for b in range(256) if b not in letters)})
    return [letters[byte] for byte in range(256)]


def make_tokenizers():
    letters = byte_letters()
    merges = [['a', 'b'], ['Ġ', 'ab'], ['c', 'd']]
    vocabulary = {letter: i for i, letter in enumerate(letters)}
    vocabulary.update({left + right: 256 + i for i, (left, right) in enumerate(merges)})
    special = {'id': 259, 'content': '<|end|>', 'single_word': False, 'lstrip': False, 'rstrip': False, 'normalized': False, 'special': True}
    byte_level = {'type': 'ByteLevel', 'add_prefix_space': False, 'trim_offsets': True, 'use_regex': True}
    model = {'type': 'BPE', 'dropout': None, 'unk_token': None, 'continuing_subword_prefix': None, 'end_of_word_suffix': None, 'fuse_unk': False,
             'byte_fallback': False, 'ignore_merges': False, 'vocab': vocabulary, 'merges': merges}
    whole = {'version': '1.0', 'truncation': None, 'padding': None, 'added_tokens': [special], 'normalizer': None, 'pre_tokenizer': byte_level,
             'post_processor': None, 'decoder': byte_level, 'model': model}
    config = '{"eos_token": "<|end|>", "bos_token": null, "chat_template": "x"}'
    write('tokenizer_json/gpt2', json.dumps(whole, ensure_ascii=False))
    write('tokenizer_json/with_config', json.dumps(whole, ensure_ascii=False) + '\0' + config)
    spaced = {**whole, 'model': {**model, 'merges': [' '.join(pair) for pair in merges]}}
    write('tokenizer_json/merges_as_texts', json.dumps(spaced, ensure_ascii=False))
    digits = {'type': 'Sequence', 'pretokenizers': [{'type': 'Digits', 'individual_digits': True}, {**byte_level, 'use_regex': True}]}
    write('tokenizer_json/smollm', json.dumps({**whole, 'pre_tokenizer': digits}, ensure_ascii=False))
    write('tokenizer_json/unknown_model', json.dumps({**whole, 'model': {'type': 'WordPiece', 'vocab': {}}}))
    write('tokenizer_json/missing_piece', json.dumps({**whole, 'model': {**model, 'vocab': {'a': 0}}}))


def varint(number):
    data = b''
    while number >= 0x80:
        data, number = data + bytes([number & 0x7F | 0x80]), number >> 7
    return data + bytes([number])


def field(tag, data):
    return tag + varint(len(data)) + data


def make_sentence_pieces():
    """Pieces behind tags that protobuf reads as field 1, because it keeps the low 32 bits or takes numbers that are too long."""
    sound = (CORPUS / 'sentence_piece' / 'bpe').read_bytes()
    bad_pieces = {'nan': field(b'\x0a', b'nan') + b'\x15' + struct.pack('<f', float('nan')), 'zero': field(b'\x0a', b'a\0b'),
                  'long': field(b'\x0a', b'x' * 5000)}
    for name, piece in bad_pieces.items():
        write(f'sentence_piece/wide_tag_{name}', sound + field(b'\x8a\x80\x80\x80\x10', piece))
    write('sentence_piece/padded_tag', sound + field(b'\x8a\x00', bad_pieces['nan']))
    write('sentence_piece/padded_length', sound + b'\x0a' + bytes([len(bad_pieces['zero']) | 0x80, 0]) + bad_pieces['zero'])
    write('sentence_piece/field_zero', sound + b'\x00\x00')


def make_torch_zips_seeds():
    """Some whole files, and pickles behind a P, which the fuzzer wraps."""
    for name, data in make_torch_zips.sound_files():
        write(f'torch_zip/sound_{name}', data)
    for name, data, _ in make_torch_zips.zips():
        if name in ('overlap', 'zip64_contradicts', 'deflated'):
            write(f'torch_zip/{name}', data)
    weights = make_torch_zips.ordered(make_torch_zips.WEIGHTS)
    write('torch_zip/pickle_weights', b'P' + make_torch_zips.pickled(weights))
    write('torch_zip/pickle_large', b'P' + make_torch_zips.pickled(make_torch_zips.dictionary(
        {'w': make_torch_zips.tensor(shape=(4, 16, 8), stride=(8, 32, 1), offset=3, key='1', count=1024)})))
    kept = ('set_state', 'stack_global', 'os_system', 'many_laughs', 'memo', 'recall', 'stride', 'expanded', 'storage_overflow', 'odd_persid')
    for name, pickle, _ in [*make_torch_zips.foreign(), *make_torch_zips.bombs(), *make_torch_zips.misplaced()]:
        if name in kept:
            write(f'torch_zip/pickle_{name}', b'P' + pickle)


def make_sentence_piece_json():
    texts = ['<pad>', '<eos>', '<bos>', '<unk>', *(f'<0x{value:02X}>' for value in range(256)), '\u2581', 'a', 'b', 'c', 'ab', '\u2581ab', 'bc', '\u2581\u2581']
    vocabulary = {text: i for i, text in enumerate(texts)}
    token = lambda text, special: {'id': vocabulary[text], 'content': text, 'single_word': False, 'lstrip': False, 'rstrip': False,  # noqa: E731
                                   'normalized': not special, 'special': special}
    replace = lambda old, new: {'type': 'Replace', 'pattern': {'String': old}, 'content': new}  # noqa: E731
    model = {'type': 'BPE', 'dropout': None, 'unk_token': '<unk>', 'fuse_unk': True, 'byte_fallback': True, 'ignore_merges': False,
             'vocab': vocabulary, 'merges': ['a b', '\u2581 ab', 'b c']}
    whole = {'version': '1.0', 'added_tokens': [*(token(text, True) for text in texts[:4]), token('\u2581\u2581', False)],
             'normalizer': replace(' ', '\u2581'), 'pre_tokenizer': None, 'post_processor': None,
             'decoder': {'type': 'Sequence', 'decoders': [replace('\u2581', ' '), {'type': 'ByteFallback'}, {'type': 'Fuse'}]}, 'model': model}
    dump = lambda value: json.dumps(value, ensure_ascii=False)  # noqa: E731
    write('sentence_piece_json/sound', dump(whole))
    write('sentence_piece_json/pairs', dump({**whole, 'model': {**model, 'merges': [merge.split() for merge in model['merges']]}}))
    write('sentence_piece_json/no_way', dump({**whole, 'model': {**model, 'merges': ['\u2581 ab', 'b c']}}))
    write('sentence_piece_json/spaced', dump({**whole, 'normalizer': {'type': 'Prepend', 'prepend': '\u2581'}}))


def make_evaluations():
    question = {'context': 'umbuzo', 'choices': ['yebo', 'cha'], 'gold': 1}
    answers = [{'log_probability': -1.5, 'tokens_used': 3, 'tokens': [[2, -1.0], [3, -0.5]]},
               {'log_probability': 0, 'tokens_used': 1, 'text': 'a', 'end': 'stop_text', 'dropped': 2, 'is_greedy': True}]
    write('evaluation_data/jsonl', '\x00{"q": "a", "list": [1, "b"], "in": {"side": true}}\n\nno json\n')
    write('evaluation_data/csv', '\x01q,a\r\n"one, ""two""\nthree",A\nshort\n"open')
    write('evaluation_data/tsv', '\x02q\ta\n"x"\ty\n')
    write('evaluation_data/record', '\x03' + json.dumps({'cell': 0, 'line': 7, 'question': question, 'answers': answers, 'found_in': 'news'}))
    task = ('name: small\nversion: 1\ntitle: t\nkind: multiple_choice\nlanguage: zul\ndata: {source: s, revision: r, licence: l, format: jsonl}\n'
            'prompts:\n  - {name: one, context: "{q|strip|hellaswag}: {{", choices: ["{a}", b]}\nanswer: "{a|python-list}"\n')
    write('evaluation_task/sound', task)
    write('evaluation_task/wrong_key', task + 'prompt: x\n')
    write('evaluation_task/open_gap', task.replace('{a}"', '{a"'))


if __name__ == '__main__':
    make_evaluations()
    make_torch_zips_seeds()
    make_sentence_piece_json()
    make_sentence_pieces()
    make_tokenizers()
    make_safetensors()
    make_gguf()
    make_gettext_mo()
    make_texts()
