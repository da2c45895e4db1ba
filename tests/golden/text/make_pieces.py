# SPDX-License-Identifier: Apache-2.0
"""Hashes of id streams of grown SentencePiece tokenizers, in which the sentencepiece library (tokenizer.model) and Hugging Face (tokenizer.json) agree.

Made with sentencepiece 0.2.1, tokenizers 0.22.2 and transformers 4.57.6 in a throw-away environment, from
    bafo tokenizer grow DATA/gemma2-tokenizer --text DATA/umsuka_en_zu/train.zul --protect DATA/umsuka_en_zu/train.en --add 2000 --to grown
    bafo tokenizer grow DATA/gemma2-tokenizer --pieces-of DATA/bafogpt_zulu --pad-rows 512 --to bafogpt
    python make_pieces.py DATA grown bafogpt > pieces.json
It ends with an error where the two differ on any line of DATA's text or on a made-up one, or where text does not come back. Growth is
deterministic: the test makes the same files, which their hashes prove.
"""
import hashlib
import json
import pathlib
import random
import sys

import sentencepiece
import tokenizers
import transformers
from make_tokens import digests_of

FILES = ['umsuka_en_zu/test.zul', 'umsuka_en_zu/test.en', 'vukuzenzele/zul.test.txt', 'tico19_en_zu/en_zu.tsv', 'african_storybook/zul.txt']
HARD = ['Ngiyabonga kakhulu bafowethu.', '  two  and   three    spaces ', 'a\nb\n\nc\n\n\nd\t\te\t\t\tf', '<start_of_turn>user <b>bold</b> <start_of_turn',
        'x\u2581y \u2581\u2581z', '\u4e16\u754c \U0001f469\u200d\U0001f527 \xe9 e\u0301 \xc6', 'aaaaaaa bababa eseseses ngangangang',
        '<0x0A> <unk2> </s>', 'hahahahahakhakhakhakhulukhulukhulu']


def made_up(processor, count):
    """Rows of pieces and of their halves, which meet in ways that no text has."""
    draw = random.Random(5)
    for _ in range(count):
        texts = [processor.id_to_piece(draw.randrange(4, processor.get_piece_size())).replace('\u2581', ' ') for _ in range(8)]
        yield ''.join(text[:draw.randrange(1, len(text) + 1)] if draw.random() < 0.5 else text for text in texts)


def without_names(lines):
    """Names of control pieces mean the tokens to Hugging Face wherever they stand, and text to SentencePiece."""
    return [line for line in lines if not any(name in line for name in ('<pad>', '<eos>', '<bos>', '<unk>'))]


def check(processor, fast, lines, decodes=True):
    ids = processor.encode(lines)
    other = [encoding.ids for encoding in fast.encode_batch(lines, add_special_tokens=False)]
    for line, one, two in zip(lines, ids, other):
        assert one == two, (line, one, two)
    texts = processor.decode(ids)
    assert not decodes or texts == lines == fast.decode_batch(other, skip_special_tokens=False)
    return ids, texts


def main():
    data = pathlib.Path(sys.argv[1])
    out = {'versions': {module.__name__: module.__version__ for module in (sentencepiece, tokenizers, transformers)}, 'tricky': HARD, 'grown': {}}
    for folder in map(pathlib.Path, sys.argv[2:]):
        processor = sentencepiece.SentencePieceProcessor(model_file=str(folder / 'tokenizer.model'))
        whole = transformers.AutoTokenizer.from_pretrained(str(folder))
        assert len(whole) == processor.get_piece_size() and whole('a').input_ids[0] == whole.bos_token_id == processor.bos_id()
        fast = tokenizers.Tokenizer.from_file(str(folder / 'tokenizer.json'))
        assert check(processor, fast, HARD, decodes=False)[0] == [whole(text, add_special_tokens=False).input_ids for text in HARD]
        check(processor, fast, without_names(made_up(processor, 20000)), decodes=False)
        entry = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in ('tokenizer.model', 'tokenizer.json')}
        entry['files'] = {'tricky': digests_of('grown', *check(processor, fast, HARD, decodes=False))}
        for path in sorted(data.rglob('*')):
            if path.is_file() and path.suffix != '.model':
                checked = check(processor, fast, without_names(path.read_bytes().decode(errors='replace').replace('\u2581', ' ').split('\n')))
                if (name := str(path.relative_to(data))) in FILES:
                    entry['files'][name] = digests_of('grown', *checked)
        out['grown'][folder.name] = entry
    print(json.dumps(out, indent=0))


if __name__ == '__main__':
    main()
