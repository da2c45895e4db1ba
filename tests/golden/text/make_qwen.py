# SPDX-License-Identifier: Apache-2.0
"""Hashes of id streams and word cuts of a small tokenizer with Qwen 2's cut and normalizer, as Hugging Face tokenizers makes them.

Made with tokenizers 0.22.2 in a throw-away environment:
    python make_qwen.py DATA_FOLDER ../exchange/tiny/sharded/tokenizer.json > qwen.json
"""
import json
import pathlib
import sys

import tokenizers
from make_tokens import TRICKY, digest_cuts, digests_by
from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers

QWEN2 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|"
         r"\s+(?!\S)|\s+")
COMPOSED = ['e\u0301e\u0301 a\u030a\u0301', '\u1e0b\u0323 \u0064\u0323\u0307', '\uac00\u11a8 \u1100\u1161', '\u0340 \u2126 \ufb01', '12\u0663\u00bd3456',
            "we'LL don't", ' \n\n a  b\t', '\u0915\u093c x\u0334\u0301']
FILES = ['african_storybook/zul.txt', 'umsuka_en_zu/dev.zul', 'umsuka_en_zu/dev.en', 'udhr/udhr_zul.xml', 'sib200/zul_Latn.dev.tsv',
         'libreoffice_l10n_zu/en_zu.tsv', 'afriqa_zul/queries.afriqa.zul.en.dev.json', 'vukuzenzele/zul.test.txt', 'tico19_en_zu/en_zu.tsv']


def main():
    data, path = pathlib.Path(sys.argv[1]), sys.argv[2]
    tokenizer = Tokenizer.from_file(path)
    cut = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(QWEN2), 'isolated'), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    tokenizer.pre_tokenizer = cut
    tokenizer.normalizer = normalizers.NFC()
    said = json.loads(tokenizer.to_str())
    out = {'versions': {'tokenizers': tokenizers.__version__}, 'tricky': TRICKY + COMPOSED, 'pre_tokenizer': said['pre_tokenizer'],
           'normalizer': said['normalizer'], 'files': {}}
    texts = {name: (data / name).read_bytes().decode(errors='replace') for name in FILES}
    for name, whole in [('tricky', None), *texts.items()]:
        lines = whole.split('\n') if whole else out['tricky']
        out['files'][name] = {**digests_by('qwen', tokenizer, lines), 'cuts_qwen2': digest_cuts(cut, whole or '\n\x1e\n'.join(lines))}
    print(json.dumps(out, indent=0))


if __name__ == '__main__':
    main()
