# SPDX-License-Identifier: Apache-2.0
"""Turns what the demo's second half did into full_report.json and full_report.html."""
import html
import json
import statistics

from report import STYLE, evaluations_of, row, steps_of


def training_entry(run):
    """What the log of the QLoRA run says: speed, memory, losses, and bits per byte before and after."""
    steps = steps_of(run)
    entry = {'steps': steps[-1]['step'], 'first_loss': steps[0]['loss'], 'last_loss': steps[-1]['loss'],
             'seconds': sum(step['step_ms'] for step in steps) / 1000,
             'tokens_per_second': statistics.median(step['tokens_per_second'] for step in steps),
             'peak_rss_mb': max(step['peak_resident_mb'] for step in steps), 'bits_per_byte': {}}
    for language in ('zul', 'eng'):
        measured = evaluations_of(run, language)
        entry['bits_per_byte'][language] = [measured[0]['bits_per_byte'], measured[-1]['bits_per_byte']]
    return entry


def score_rows(scores, comparison):
    """[task, prompt, metric, items, {model: (value, low, high)}, probability that both are equally good]."""
    rows = []
    models = list(scores)
    probabilities = {(cell['task'], cell['prompt'], metric['metric']): metric['probability'] for cell in comparison['cells']
                     for metric in cell['metrics']}
    first = scores[models[0]]
    for number, cell in enumerate(first['cells']):
        lead = cell['metrics'][cell['lead']]
        found = {}
        for model in models:
            result = scores[model]['cells'][number]['result']
            score = next(score for score in result['scores'] if score['metric'] == lead)
            found[model] = [score['value'], score['low'], score['high']]
        rows.append({'task': cell['task'], 'prompt': cell['prompt'], 'metric': lead, 'items': first['cells'][number]['result']['num_items'],
                     'scores': found, 'probability': probabilities.get((cell['task'], cell['prompt'], lead))})
    return rows


def build_full_report(run, facts, total_seconds):
    return {'base': facts['base'], 'instructions': facts['instructions'], 'training': training_entry(run),
            'merge_comparison': facts['merge_comparison'],
            'certificate': {key: facts['certificate'][key] for key in ('verdict', 'num_prompts', 'checks')},
            'tests': score_rows(facts['scores'], facts['comparison']), 'talk': facts['talk'], 'total_seconds': total_seconds}


def score_table(report):
    models = list(report['tests'][0]['scores'])
    table = row(['test', 'asked as', 'items', 'score', *map(html.escape, models), 'p of no difference'], 'th')
    for test in report['tests']:
        cells = [f'{value:.3f} [{low:.3f}, {high:.3f}]' for value, low, high in test['scores'].values()]
        probability = '' if test['probability'] is None else f"{test['probability']:.3g}"
        table += row([html.escape(test['task']), html.escape(test['prompt']), test['items'], html.escape(test['metric']), *cells, probability])
    return table


def merge_part(report):
    comparison = report['merge_comparison']
    table = row(['way', 'KL, nats a token', 'same first choice', 'bits per byte', 'size'], 'th')
    for way in comparison['ways']:
        if way.get('available', True):
            table += row([html.escape(way['way']), f"{way['kl_nats_per_token']:.2e}", f"{way['top1_agreement']:.2%}",
                          f"{way['bits_per_byte']:.3f}", f"{way['size_bytes'] / 1e6:.0f} MB"])
        else:
            table += row([html.escape(way['way']), html.escape(way.get('why_not', '')), '', '', ''])
    return f"<table>{table}</table><p>Recommended: {html.escape(comparison['recommended'])}.</p>"


def certificate_part(report):
    certificate = report['certificate']
    checks = ''.join(row([html.escape(check['check']), 'passed' if check['passed'] else 'failed: ' + html.escape(str(check.get('cause')))])
                     for check in certificate['checks'])
    return f"<p>The certificate is {html.escape(certificate['verdict'])}.</p><table>{checks}</table>"


def full_html(report, card):
    training = report['training']
    bits = ''.join(row([language, f'{before:.3f}', f'{after:.3f}']) for language, (before, after) in training['bits_per_byte'].items())
    talk = ''.join(row([html.escape(turn['question']), html.escape(turn['answer'])]) for turn in report['talk'])
    return f'''<!doctype html><html lang="en"><head><meta charset="utf-8"><title>It follows instructions</title><style>{STYLE}</style></head><body>
<h1>{html.escape(report['base'])} follows instructions</h1>
<p>{report['instructions']['conversations']:,} conversations out of {report['instructions']['pairs']:,} translated pairs. QLoRA: the model in 4
bits, an adapter beside it; {training['steps']} steps in {training['seconds']:.0f} s, {training['tokens_per_second']:.0f} tokens/s,
{training['peak_rss_mb']:.0f} MB at most; loss of answers from {training['first_loss']:.2f} to {training['last_loss']:.2f}.</p>
<table>{row(['bits per byte of held-out text', 'before', 'after'], 'th')}{bits}</table>
<h2>Merge</h2>{merge_part(report)}{certificate_part(report)}
<h2>Tests</h2><table>{score_table(report)}</table>
<p>In brackets 95 % intervals. Held-out texts of menus; what is learnt here is the form of an answer, from very little text.</p>
<h2>A talk</h2><table>{row(['asked', 'answered'], 'th')}{talk}</table>
<h2>The model's card</h2><pre style="white-space:pre-wrap">{html.escape(card)}</pre>
<p class="quiet">{report['total_seconds']:.0f} s in all.</p></body></html>
'''


def write_full_report(folder, run, facts, card, total_seconds):
    report = build_full_report(run, facts, total_seconds)
    (folder / 'full_report.json').write_text(json.dumps(report, indent=1, ensure_ascii=False) + '\n')
    (folder / 'full_report.html').write_text(full_html(report, card))
    return report
