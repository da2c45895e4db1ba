# SPDX-License-Identifier: Apache-2.0
"""Scores of hand-made and recorded answers by lm-evaluation-harness 0.4.13, sacrebleu 2.6.0, scikit-learn and SciPy.

In a virtual environment: pip install lm-eval==0.4.13 sacrebleu==2.6.0 scikit-learn scipy; python make_scores.py
"""
import importlib.util
import json
import math
import pathlib
import random
from types import SimpleNamespace

import lm_eval
import sacrebleu
from lm_eval.api import metrics
from lm_eval.api.task import ConfigurableTask
from lm_eval.tasks.hellaswag.utils import preprocess
from sacrebleu.tokenizers.tokenizer_13a import Tokenizer13a
from scipy.stats import binomtest
from sklearn.metrics import f1_score

TARGET = pathlib.Path(__file__).with_name('scores.json')
ARTICLES = ['\\b(?:The |the |An |A |The |a |an )']  # nq_open.yaml, version 4

ANSWERS = [  # answer, reference
    ('Cape Town', 'the Cape Town'), ('uJacob Zuma', 'Jacob Zuma'), ('Jacob Zuma', 'UJacob Zuma'), ('iNingizimu Afrika', 'INingizimu Afrika'),
    ('the answer is a dog', 'an answer is the dog'), ('i-Apple', 'iApple'), ('Nelson Mandela.', 'nelson mandela'), ('', 'Thekwini'),
    ('Theatre a la carte', 'theatre la carte'), ('a', 'the'), ('ngo-1994', 'ngo 1994'), ('umuntu ngumuntu ngabantu', 'umuntu ngabantu'),
    ('abantu abantu abantu', 'abantu nabantu abantu'), ('Beyoncé’s ÉCOLE', 'beyoncé’s école'), ('“the” end', '“The” END'), ('  An apple', 'apple'),
    ('x-ray; the X_ray', 'xray xray'), ('Athe ', 'Athe'), ('3,000', '3 000'), ('Ukuthi\u00a0ngubani', 'ukuthi ngubani'), ('the the the cat', 'the cat'),
]

TRANSLATIONS = [  # hypothesis, reference
    ('Umfana ugijima emgwaqweni.', 'Umfana ugijima emgwaqeni.'),
    ('Sawubona, unjani namhlanje?', 'Sawubona, unjani namhlanje?'),
    ('Inja "ilele" phansi (manje).', 'Inja ilele phansi manje.'),
    ('The price rose by 3.5 percent, to R1,200 - again.', 'Prices rose 3.5 per cent, to R1,200.50 again.'),
    ('', 'Akukho lutho.'),
    ('a', 'b'),
    ('UMongameli uthe: "Sizobuya ngo-2024!" &amp; wahamba.', 'Umongameli wathi "Sizobuya ngo-2024" wahamba.'),
    ('Ukudla  kumnandi\tkakhulu ', 'Ukudla kumnandi kakhulu.'),
    ('ngiyabonga kakhulu mngani wami omuhle', 'ngiyabonga mngani wami'),
    ('É à la “carte”… 10-15 $5', 'é à la ‘carte’ ... 10–15 $5'),
    ('Izingane zidlala ngaphandle kwendlu enkulu', 'Izingane zidlala ngaphandle kwendlu enkulu ebomvu'),
]
SEVERAL = [('Umfana omncane', ['Umfana omncane', 'Umfanyana']), ('Inkosi iyeza', ['Iyeza inkosi manje', 'Inkosi iza']), ('x y', ['z', 'x y z'])]

HELLASWAG = ['  She [header] sits [title] down.  Then  walks ', '[step] Hamba  uye [substeps] eGoli', 'x [a\nb] y [c]', 'iNingizimu Afrika']


def afriqa_f1():
    path = pathlib.Path(lm_eval.__file__).parent / 'tasks/afrobench/afriqa/prompt_2/utils.py'
    spec = importlib.util.spec_from_file_location('afriqa_utils', path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.f1


def exact(answer, reference):
    return float(metrics.exact_match_hf_evaluate([answer.strip()], [reference], regexes_to_ignore=ARTICLES, ignore_case=True,
                                                 ignore_punctuation=True)['exact_match'])


def choice_items(draw):
    names = ['acc', 'acc_norm', 'acc_bytes', 'acc_mutual_info']
    words = ['inja', 'umfana ogijimayo', 'é', 'iNingizimu Afrika', 'A', 'ukudla okumnandi kakhulu', '“uthando”', 'izwe']
    items = []
    for _ in range(40):
        choices = draw.sample(words, draw.choice([2, 3, 4]))
        gold = draw.randrange(len(choices))
        conditional = [-draw.uniform(0.1, 3) * math.sqrt(len(choice)) for choice in choices]
        unconditional = [-draw.uniform(0.1, 3) * math.sqrt(len(choice)) for choice in choices]
        if draw.random() < 0.2:
            conditional[1] = conditional[0]  # a tie
        task = SimpleNamespace(config=SimpleNamespace(process_results=None, repeats=1), OUTPUT_TYPE='multiple_choice', multiple_input=False,
                               multiple_target=False, _metric_fn_list=dict.fromkeys(names), doc_to_choice=lambda doc: doc['choices'],
                               doc_to_target=lambda doc: doc['gold'])
        scored = ConfigurableTask.process_results(task, {'choices': choices, 'gold': gold},
                                                  [(value, False) for value in conditional + unconditional])
        items.append({'choices': choices, 'gold': gold, 'conditional': conditional, 'unconditional': unconditional,
                      **{name: float(scored[name]) for name in names}})
    return {'items': items, **{name: {'mean': metrics.mean([item[name] for item in items]),
                                      'standard_error': metrics.mean_stderr([item[name] for item in items])} for name in names}}


def translation_scores():
    hypotheses = [pair[0] for pair in TRANSLATIONS]
    references = [pair[1] for pair in TRANSLATIONS]
    items = list(zip(references, hypotheses))
    several = [hypothesis for hypothesis, _ in SEVERAL]
    streams = [[refs[i] for _, refs in SEVERAL] for i in range(2)]
    chrf, chrfpp, bleu = sacrebleu.CHRF(), sacrebleu.CHRF(word_order=2), sacrebleu.BLEU()
    result = {
        'pairs': TRANSLATIONS, 'several': SEVERAL,
        'tokenized': [Tokenizer13a()(hypothesis) for hypothesis in hypotheses],
        'sentence_chrf': [sacrebleu.sentence_chrf(h, [r]).score for h, r in TRANSLATIONS],
        'sentence_chrf++': [sacrebleu.sentence_chrf(h, [r], word_order=2).score for h, r in TRANSLATIONS],
        'chrf': chrf.corpus_score(hypotheses, [references]).score, 'chrf++': chrfpp.corpus_score(hypotheses, [references]).score,
        'bleu': bleu.corpus_score(hypotheses, [references]).score,
        'bleu_of_two': bleu.corpus_score(hypotheses[:2], [references[:2]]).score, 'bleu_of_none': bleu.corpus_score(['a'], [['b']]).score,
        'bleu_of_short': bleu.corpus_score(['inja'], [['inja']]).score,
        'several_chrf': sacrebleu.CHRF().corpus_score(several, streams).score, 'several_bleu': sacrebleu.BLEU().corpus_score(several, streams).score,
        'lm_eval_bleu': metrics.bleu(items), 'lm_eval_chrf': metrics.chrf(items),
    }
    result['signatures'] = [str(chrf.get_signature()), str(chrfpp.get_signature()), str(bleu.get_signature())]
    return result


def main():
    draw = random.Random(7)
    word_f1 = afriqa_f1()
    gold = [draw.randrange(5) for _ in range(60)]
    given = [g if draw.random() < 0.6 else draw.randrange(5) for g in gold]
    given = [0 if label == 4 else label for label in given]  # a class that is never given
    logs = [(-draw.uniform(5, 300), draw.randrange(10, 200)) for _ in range(12)]
    sizes = [40, 7, 100]
    errors = [0.031, 0.12, 0.004]
    golden = {
        'exact': [[a, r, exact(a, r)] for a, r in ANSWERS],
        'f1': [[a, r, word_f1([(r, a)])] for a, r in ANSWERS],
        'choices': choice_items(draw),
        'labels': {'gold': gold, 'given': given, 'weighted': f1_score(gold, given, average='weighted'), 'macro': f1_score(gold, given, average='macro')},
        'bits_per_byte': {'items': logs, 'value': metrics.bits_per_byte(logs)},
        'pooled': {'sizes': sizes, 'errors': errors, 'value': float(metrics.pooled_sample_stderr(errors, sizes)),
                   'scores': [0.3, 0.5, 0.25], 'mean': metrics.aggregate_subtask_metrics([0.3, 0.5, 0.25], sizes)},
        'wilson': [[k, n, *binomtest(k, n).proportion_ci(method='wilson')] for k, n in ((0, 10), (3, 10), (35, 100), (315, 900), (7, 7))],
        'mcnemar': [[b, c, binomtest(min(b, c), b + c, 0.5).pvalue] for b, c in ((1, 9), (5, 5), (0, 3), (40, 61), (300, 420))],
        'translation': translation_scores(),
        'hellaswag': [[text, preprocess(text)] for text in HELLASWAG],
        'capitalize': [[text, text.capitalize()] for text in ('iNingizimu Afrika', 'élan VITAL', '')],
    }
    TARGET.write_text(json.dumps(golden, ensure_ascii=False, indent=1, default=float) + '\n')


if __name__ == '__main__':
    main()
