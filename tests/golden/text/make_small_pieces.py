# SPDX-License-Identifier: Apache-2.0
"""A small SentencePiece model like Gemma's: BPE that takes text as it is, bytes for unknown characters, runs of spaces as symbols.

Made with sentencepiece 0.2.1 in a throw-away environment:
    python make_small_pieces.py > small_pieces.model
"""
import io
import sys

import sentencepiece

SENTENCES = '''The cat sat on the mat and looked at the dog that slept near the old red door.
We are going home because the rain has started and the children are cold.
She said that nothing is better than a warm cup of tea in the early morning.
The government said on Monday that the water would return before the end of the week.
Teachers, farmers and nurses spoke about their work, their hopes and their worries.
I love the sea a lot; my brother loves the mountains more than anything else.
It doesn't matter how slowly you go, as long as you do not stop walking.
Numbers such as 12, 345 and 6789 are written with digits, names with capitals.
Sawubona, unjani? Ngiyaphila. Siyabonga.'''.split('\n')
SYMBOLS = ['<start_of_turn>', '\n', '\n\n', '\u2581\u2581', '\u2581\u2581\u2581', '\t\t', '<b>']


def main():
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(SENTENCES * 3), model_writer=model, model_type='bpe', vocab_size=520, byte_fallback=True, pad_id=0, eos_id=1,
        bos_id=2, unk_id=3, pad_piece='<pad>', eos_piece='<eos>', bos_piece='<bos>', unk_piece='<unk>', user_defined_symbols=SYMBOLS,
        normalization_rule_name='identity', add_dummy_prefix=False, remove_extra_whitespaces=False, num_threads=1, minloglevel=2)
    sys.stdout.buffer.write(model.getvalue())


if __name__ == '__main__':
    main()
