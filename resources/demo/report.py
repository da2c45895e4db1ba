# SPDX-License-Identifier: Apache-2.0
"""Turns the demo's events into report.json and report.html."""
import html
import json
import statistics

STYLE = '''body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#222}
table{border-collapse:collapse;margin:1em 0}td,th{border:1px solid #ccc;padding:.3em .7em;text-align:left;vertical-align:top}
td.n{text-align:right;font-variant-numeric:tabular-nums}.cut span{border:1px solid #bbb;border-radius:3px;padding:0 2px;margin:0 1px;white-space:pre}
svg text{font:12px sans-serif}.quiet{color:#666}'''
COLOURS = {'original': '#1f5fa8', 'grown': '#c2571a'}


def steps_of(run):
    """The last word on each step: what was rewound counts no more."""
    steps = {}
    for event in run['events']:
        if event['kind'] == 'step_finished':
            steps[event['step']] = event
        elif event['kind'] == 'rewound':
            steps = {step: value for step, value in steps.items() if step <= event['to_step']}
    return [steps[step] for step in sorted(steps)]


def evaluations_of(run, language):
    found = {}
    for event in run['events']:
        if event['kind'] == 'eval_finished' and event['name'] == language:
            found[event['step']] = event
    return [found[step] for step in sorted(found)]


def figure(evaluations, index):
    event = evaluations[index]
    return event['bits_per_byte'], [event['bits_per_byte_low'], event['bits_per_byte_high']]


def model_entry(run, index, tokens_per_word):
    """One row of the report: a model as measured by the first or the last evaluation of a run."""
    steps = steps_of(run)
    entry = {'tokens_per_word': tokens_per_word, 'bits_per_byte': {}, 'bits_per_byte_interval': {},
             'train_seconds': 0.0, 'train_bytes': 0, 'train_tokens': 0, 'train_flops': 0.0, 'train_steps': 0}
    for language in ('zul', 'eng'):
        value, interval = figure(evaluations_of(run, language), index)
        entry['bits_per_byte'][language], entry['bits_per_byte_interval'][language] = value, interval
    if index != 0:
        last = steps[-1]
        entry.update(train_seconds=sum(step['step_ms'] for step in steps) / 1000, train_bytes=last['train_bytes'],
                     train_tokens=last['train_tokens'], train_flops=last['train_flops'], train_steps=last['step'])
    return entry


def at_bytes(evaluations, train_bytes):
    """Bits per byte after so many training bytes, on the line between two measurements."""
    for left, right in zip(evaluations, evaluations[1:]):
        if left['train_bytes'] <= train_bytes <= right['train_bytes']:
            span = right['train_bytes'] - left['train_bytes']
            share = (train_bytes - left['train_bytes']) / span if span else 0
            return left['bits_per_byte'] + share * (right['bits_per_byte'] - left['bits_per_byte'])
    return evaluations[-1]['bits_per_byte']


def tokens_per_word(audit):
    return audit['tokens_per_word']


def changed_english(growth):
    """How much English that had no say in the growth the grown vocabulary cuts differently."""
    return {'changed_english_sentences': growth['changed_checked_share'], 'checked_english_sentences': growth['checked_sentences']}


def build_report(runs, audits, completions, cuts, training_text, total_seconds):
    models = {'base': model_entry(runs['original'], 0, tokens_per_word(audits['base']['zul'])),
              'original': model_entry(runs['original'], -1, tokens_per_word(audits['base']['zul'])),
              'grown': model_entry(runs['grown'], -1, tokens_per_word(audits['grown']['zul'])) | changed_english(audits['growth'])}
    equal_bytes = min(models['original']['train_bytes'], models['grown']['train_bytes'])
    all_steps = [step for run in runs.values() for step in steps_of(run)]
    return {
        'models': models,
        'winner': min(('original', 'grown'), key=lambda name: models[name]['bits_per_byte']['zul']),
        'equal_bytes': {'train_bytes': equal_bytes,
                        'bits_per_byte_zul': {name: at_bytes(evaluations_of(runs[name], 'zul'), equal_bytes) for name in runs}},
        'tokens_per_second': statistics.median(step['tokens_per_second'] for step in all_steps),
        'peak_rss_mb': max(step['peak_resident_mb'] for step in all_steps),
        'total_seconds': total_seconds,
        'training_text': training_text,
        'curves': {name: [{'train_flops': e['train_flops'], 'train_bytes': e['train_bytes'], 'bits_per_byte': e['bits_per_byte']}
                          for e in evaluations_of(run, 'zul')] for name, run in runs.items()},
        'losses': {name: [[step['step'], step['loss']] for step in steps_of(run)] for name, run in runs.items()},
        'completions': completions,
        'cuts': cuts,
    }


def curve_svg(curves, key, label):
    """Bits per byte over compute or bytes, as inline SVG."""
    width, height, left, bottom = 560, 260, 55, 40
    points = [(point[key], point['bits_per_byte']) for curve in curves.values() for point in curve]
    top_x = max(x for x, _ in points) or 1
    low, high = min(y for _, y in points), max(y for _, y in points)
    span = (high - low) or 1
    place = lambda x, y: (left + x / top_x * (width - left - 90), 15 + (high - y) / span * (height - bottom - 25))  # noqa: E731
    parts = [f'<svg viewBox="0 0 {width} {height}" width="{width}" role="img" aria-label="Bits per byte over {html.escape(label)}">',
             f'<line x1="{left}" y1="{height - bottom}" x2="{width - 80}" y2="{height - bottom}" stroke="#888"/>',
             f'<line x1="{left}" y1="10" x2="{left}" y2="{height - bottom}" stroke="#888"/>',
             f'<text x="{left - 8}" y="20" text-anchor="end">{high:.2f}</text>',
             f'<text x="{left - 8}" y="{height - bottom - 8}" text-anchor="end">{low:.2f}</text>',
             f'<text x="{(width - 80 + left) / 2}" y="{height - 10}" text-anchor="middle">{html.escape(label)}, up to {top_x:.3g}</text>']
    for name, curve in curves.items():
        line = [place(point[key], point['bits_per_byte']) for point in curve]
        parts.append(f'<polyline fill="none" stroke="{COLOURS[name]}" stroke-width="2" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in line)}"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{COLOURS[name]}"/>' for x, y in line]
        x, y = line[-1]
        parts.append(f'<text x="{x + 8:.1f}" y="{y + 4:.1f}" fill="{COLOURS[name]}">{name}</text>')
    return ''.join(parts) + '</svg>'


def row(cells, tag='td'):
    return '<tr>' + ''.join(f'<{tag}>{cell}</{tag}>' for cell in cells) + '</tr>'


def pieces_of(encoded):
    return ''.join(f'<span>{html.escape(piece)}</span>' for piece in encoded.get('pieces', []))


def size_of(training_text):
    return f"{training_text['bytes'] / 1000:.0f} kB of menu texts, {training_text['strings']:,} short strings,"


def html_report(report):
    models = report['models']
    table = row(['', 'tokens a word', 'bits per byte, isiZulu', 'bits per byte, English', 'training', 'steps', 'text read'], 'th')
    for name, model in models.items():
        low, high = model['bits_per_byte_interval']['zul']
        table += row([name, f"{model['tokens_per_word']:.2f}", f"{model['bits_per_byte']['zul']:.3f} [{low:.3f}, {high:.3f}]",
                      f"{model['bits_per_byte']['eng']:.3f}", f"{model['train_seconds']:.0f} s", model['train_steps'],
                      f"{model['train_bytes'] / 1000:.0f} kB"])
    completions = row(['opening', 'really goes on', 'base', 'original', 'grown'], 'th')
    for entry in report['completions']:
        completions += row([html.escape(entry[key]) for key in ('opening', 'really', 'base', 'original', 'grown')])
    cuts = row(['original vocabulary', 'grown vocabulary'], 'th')
    for entry in report['cuts']:
        cuts += f'<tr><td class="cut">{pieces_of(entry["original"])}</td><td class="cut">{pieces_of(entry["grown"])}</td></tr>'
    equal = report['equal_bytes']
    grown = models['grown']
    return f'''<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A small model learns isiZulu</title><style>{STYLE}</style></head><body>
<h1>A small model learns isiZulu</h1>
<p>SmolLM2-135M-Instruct, trained on English, read isiZulu interface texts of LibreOffice: once with its own vocabulary (original), once
with a vocabulary that grew by merges learned from the same texts (grown). Both had the same compute. Lower bits per byte are better; the
figures in brackets are a 95 % bootstrap interval over the held-out strings, none of which occurs in the training text.</p>
<table>{table}</table>
<p><b>At equal compute the {report['winner']} vocabulary wins.</b> At equal bytes of text ({equal['train_bytes'] / 1000:.0f} kB):
original {equal['bits_per_byte_zul']['original']:.3f}, grown {equal['bits_per_byte_zul']['grown']:.3f} bits per byte.</p>
<h2>How it went</h2>{curve_svg(report['curves'], 'train_flops', 'training FLOP')}{curve_svg(report['curves'], 'train_bytes', 'training bytes')}
<p class="quiet">{report['tokens_per_second']:.0f} tokens/s, {report['peak_rss_mb']:.0f} MB of memory at most, {report['total_seconds']:.0f} s in all.</p>
<h2>Both cuts of the same sentences</h2><table>{cuts}</table>
<p>Of {grown['checked_english_sentences']:,} held-out English strings the grown vocabulary cuts {grown['changed_english_sentences']:.2%}
otherwise than the original one.</p>
<h2>The same openings, completed</h2><table>{completions}</table>
<h2>What this can teach, and what not</h2>
<p>{size_of(report['training_text'])} teach a model how isiZulu words of this kind are spelled and put together, and which
follow each other in a menu. They do not teach it to hold a conversation, to know facts, or to write a paragraph: there is none in them.
What was gained is measured on strings of the same kind; on other isiZulu text it will be less. English gets worse where nothing but
isiZulu is read: the table says how much. A useful model needs a thousand times more text, which is what this program is for.</p>
</body></html>
'''


def write_report(folder, runs, audits, completions, cuts, training_text, total_seconds):
    report = build_report(runs, audits, completions, cuts, training_text, total_seconds)
    (folder / 'report.json').write_text(json.dumps(report, indent=1, ensure_ascii=False) + '\n')
    (folder / 'report.html').write_text(html_report(report))
    return report
