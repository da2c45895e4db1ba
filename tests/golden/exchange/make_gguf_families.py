#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tiny random Gemma-2 and Qwen-2 models as GGUF files, written as llama.cpp's converter writes them, with the logits that
transformers computes from the same weights; and Hugging Face folders of both in bf16 and fp16, in shards.

Made with torch 2.11.0, transformers 5.3.0, gguf 0.19.0, sentencepiece 0.2.3. Run: python make_gguf_families.py
Writes families/{gemma2.gguf, qwen2.gguf, gemma2/, qwen2/, logits.json, pieces.json}.
"""
import io
import json
import pathlib

import numpy as np
import sentencepiece
import torch
from gguf import GGUFWriter
from safetensors.torch import save_file
from transformers import Gemma2Config, Gemma2ForCausalLM, Qwen2Config, Qwen2ForCausalLM

HERE = pathlib.Path(__file__).resolve().parent
FOLDER = HERE / 'families'
IDS = [5, 40, 17, 28, 9, 33, 33, 2, 1, 6, 47]
COLUMNS = 40  # of every row of logits, the first ones
TEXTS = ['Sawubona mhlaba', '  two  spaces ', 'a\nb\tc', 'ukuhamba ngezinyawo, ulwandle 12', '<start>user', 'ħ🙂', '']
SMALL = dict(num_hidden_layers=2, num_attention_heads=2, num_key_value_heads=1, max_position_embeddings=64, initializer_range=0.3,
             bos_token_id=2, eos_token_id=1, pad_token_id=0)


def shaken(model):
    torch.manual_seed(23)
    for _, value in model.named_parameters():
        if value.dim() == 1:
            value.data += 0.2 * torch.randn_like(value)
    return model.float().eval()


def logits(model):
    with torch.no_grad():
        return [[float(f'{x:.7g}') for x in row] for row in model(torch.tensor([IDS])).logits[0, :, :COLUMNS].tolist()]


def gemma2(vocabulary):
    torch.manual_seed(5)
    return shaken(Gemma2ForCausalLM(Gemma2Config(
        **{**SMALL, 'num_hidden_layers': 3}, vocab_size=vocabulary, hidden_size=12, intermediate_size=16, head_dim=8, query_pre_attn_scalar=8, sliding_window=4,
        attn_logit_softcapping=6.0, final_logit_softcapping=4.0, rope_theta=10000.0, attn_implementation='eager')))


def qwen2(vocabulary):
    torch.manual_seed(6)
    return shaken(Qwen2ForCausalLM(Qwen2Config(**SMALL, vocab_size=vocabulary, hidden_size=12, intermediate_size=20, tie_word_embeddings=False, use_sliding_window=False,
                                               rope_parameters=dict(rope_type='default', rope_theta=50000.0), attn_implementation='eager')))


def pieces():
    """A SentencePiece BPE model with bytes, user-defined pieces and spaces kept as they are, like Gemma's."""
    text = ['Sawubona mhlaba, sawubona bantu bonke.', 'Umuntu ngumuntu ngabantu.', 'ukuhamba ngezinyawo', 'the cat and the dog  and the man'] * 20
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(text), model_writer=model, model_type='bpe', vocab_size=288 + 12, byte_fallback=True,
                                             add_dummy_prefix=False, remove_extra_whitespaces=False, normalization_rule_name='identity', pad_id=0,
                                             eos_id=1, bos_id=2, unk_id=3, user_defined_symbols=['<start>', '\u2581\u2581', '\n'], minloglevel=2,
                                             hard_vocab_limit=False)
    return sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())


def add_pieces(writer, processor):
    tokens, scores, types = [], [], []
    for i in range(304):
        known = i < processor.get_piece_size()
        tokens.append(processor.id_to_piece(i) if known else f'[PAD{i}]')
        scores.append(processor.get_score(i) if known else -10000.0)
        kind = 1
        if not known or processor.is_unused(i):
            kind = 5
        elif processor.is_unknown(i):
            kind = 2
        elif processor.is_control(i):
            kind = 3
        elif processor.is_byte(i):
            kind = 6
        elif tokens[-1] in ('<start>', '\u2581\u2581', '\n'):
            kind, tokens[-1] = 4, tokens[-1].replace('\u2581', ' ')
        types.append(kind)
    writer.add_tokenizer_model('llama')
    writer.add_tokenizer_pre('default')
    writer.add_token_list(tokens)
    writer.add_token_scores(scores)
    writer.add_token_types(types)
    writer.add_bos_token_id(2)
    writer.add_eos_token_id(1)
    writer.add_pad_token_id(0)
    writer.add_unk_token_id(3)
    writer.add_add_space_prefix(False)


def add_byte_pairs(writer):
    tokenizer = json.loads((HERE / 'tiny/sharded/tokenizer.json').read_text())
    vocabulary = tokenizer['model']['vocab']
    writer.add_tokenizer_model('gpt2')
    writer.add_tokenizer_pre('gpt-2')
    writer.add_token_list([piece for piece, _ in sorted(vocabulary.items(), key=lambda item: item[1])])
    writer.add_token_types([3, 3, 3] + [1] * (len(vocabulary) - 3))
    writer.add_token_merges([merge if isinstance(merge, str) else ' '.join(merge) for merge in tokenizer['model']['merges']])
    writer.add_eos_token_id(0)


NAMES = {'model.embed_tokens': 'token_embd', 'model.norm': 'output_norm', 'lm_head': 'output', 'self_attn.q_proj': 'attn_q', 'self_attn.k_proj': 'attn_k',
         'self_attn.v_proj': 'attn_v', 'self_attn.o_proj': 'attn_output', 'mlp.gate_proj': 'ffn_gate', 'mlp.up_proj': 'ffn_up', 'mlp.down_proj': 'ffn_down',
         'input_layernorm': 'attn_norm'}
NORMS = {'gemma2': {'post_attention_layernorm': 'post_attention_norm', 'pre_feedforward_layernorm': 'ffn_norm', 'post_feedforward_layernorm': 'post_ffw_norm'},
         'qwen2': {'post_attention_layernorm': 'ffn_norm'}}


def write_gguf(family, model, processor):
    config = model.config
    writer = GGUFWriter(FOLDER / f'{family}.gguf', family)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    if family == 'gemma2':
        writer.add_key_length(config.head_dim)
        writer.add_value_length(config.head_dim)
        writer.add_attn_logit_softcapping(config.attn_logit_softcapping)
        writer.add_final_logit_softcapping(config.final_logit_softcapping)
        writer.add_sliding_window(config.sliding_window)
        add_pieces(writer, processor)
    else:
        writer.add_rope_freq_base(50000.0)
        add_byte_pairs(writer)
    for name, value in model.state_dict().items():
        if name == 'lm_head.weight' and config.tie_word_embeddings:
            continue
        stem, kind = name.rsplit('.', 1)
        layer = ''
        if stem.startswith('model.layers.'):
            layer, stem = stem.removeprefix('model.layers.').split('.', 1)
            layer = f'blk.{layer}.'
        array = value.detach().numpy().astype(np.float32)
        if family == 'gemma2' and array.ndim == 1:
            array = array + np.float32(1)
        writer.add_tensor(f'{layer}{ {**NAMES, **NORMS[family]}[stem]}.{kind}', array)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def write_shards(family, model, dtype):
    """What save_pretrained writes for large models: two files and an index."""
    folder = FOLDER / family
    folder.mkdir(exist_ok=True)
    model.config.dtype = dtype
    model.config.architectures = [type(model).__name__]
    model.config.save_pretrained(folder)
    state = {name: value.detach().to(dtype).contiguous() for name, value in model.state_dict().items()
             if name != 'lm_head.weight' or not model.config.tie_word_embeddings}
    index = dict(metadata=dict(total_size=sum(value.numel() * value.element_size() for value in state.values())), weight_map={})
    for i in range(2):
        shard = {name: state[name] for name in sorted(state)[i::2]}
        name = f'model-0000{i + 1}-of-00002.safetensors'
        save_file(shard, folder / name, metadata=dict(format='pt'))
        index['weight_map'].update({key: name for key in shard})
    (folder / 'model.safetensors.index.json').write_text(json.dumps(index, indent=1))
    model.load_state_dict({name: value.float() for name, value in state.items()}, strict=False)
    return logits(model.float())


def main():
    FOLDER.mkdir(exist_ok=True)
    processor = pieces()
    golden = dict(ids=IDS)
    for family, make, vocabulary, dtype in (('gemma2', gemma2, 304, torch.bfloat16), ('qwen2', qwen2, 288, torch.float16)):
        model = make(vocabulary)
        write_gguf(family, model, processor)
        golden[f'{family}_gguf'] = logits(model)
        golden[f'{family}_folder'] = write_shards(family, make(48), dtype)
    (FOLDER / 'logits.json').write_text(json.dumps(golden) + '\n')
    encoded = [dict(text=text, ids=processor.encode(text)) for text in TEXTS]
    (FOLDER / 'pieces.json').write_text(json.dumps(encoded) + '\n')


if __name__ == '__main__':
    main()
