# SPDX-License-Identifier: Apache-2.0
"""The report of the demo's second half says what was measured."""
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent.parent / 'resources' / 'demo'))
import full_report  # noqa: E402


def evaluation(value):
    return {'cells': [{'task': 'menu', 'prompt': 'names', 'metrics': ['acc', 'acc_norm'], 'lead': 1, 'result': {
        'num_items': 40, 'scores': [{'metric': 'acc', 'value': 0.1, 'low': 0, 'high': 1},
                                    {'metric': 'acc_norm', 'value': value, 'low': value - 0.1, 'high': value + 0.1}]}}]}


def measured(step, language, value):
    return {'kind': 'eval_finished', 'name': language, 'step': step, 'bits_per_byte': value}


RUN = {'events': [measured(0, 'zul', 3.0), measured(0, 'eng', 2.0),
                  *({'kind': 'step_finished', 'step': n, 'loss': 4.0 - n, 'step_ms': 500.0, 'tokens_per_second': 10.0 * n,
                     'peak_resident_mb': 100.0 + n} for n in (1, 2, 3)), measured(3, 'zul', 2.5), measured(3, 'eng', 2.1)]}
FACTS = {'base': 'smol<zulu', 'instructions': {'conversations': 1234, 'pairs': 617}, 'scores': {'smol<zulu': evaluation(0.25), 'talk': evaluation(0.5)},
         'comparison': {'cells': [{'task': 'menu', 'prompt': 'names', 'metrics': [{'metric': 'acc_norm', 'probability': 0.02}]}]},
         'merge_comparison': {'ways': [{'way': 'base_16bit', 'available': True, 'kl_nats_per_token': 1e-5, 'top1_agreement': 0.99, 'bits_per_byte': 2.5,
                                        'size_bytes': 5e8}, {'way': 'keep_adapter', 'available': False, 'why_not': 'no room'}], 'recommended': 'base_16bit'},
         'certificate': {'verdict': 'green', 'num_prompts': 50, 'checks': [{'check': 'logits', 'passed': True}]},
         'talk': [{'question': 'Ubani?', 'answer': 'Mina & wena.'}]}


class FullReport(unittest.TestCase):
    def test_the_figures_are_those_of_log_and_scores(self):
        report = full_report.build_full_report(RUN, FACTS, 33.0)
        self.assertEqual(report['training']['bits_per_byte'], {'zul': [3.0, 2.5], 'eng': [2.0, 2.1]})
        self.assertEqual((report['training']['first_loss'], report['training']['last_loss']), (3.0, 1.0))
        self.assertEqual((report['training']['seconds'], report['training']['tokens_per_second']), (1.5, 20.0))
        self.assertEqual(report['tests'], [{'task': 'menu', 'prompt': 'names', 'metric': 'acc_norm', 'items': 40, 'probability': 0.02,
                                            'scores': {'smol<zulu': [0.25, 0.15, 0.35], 'talk': [0.5, 0.4, 0.6]}}])

    def test_the_page_shows_them_and_escapes_names(self):
        with tempfile.TemporaryDirectory() as folder:
            full_report.write_full_report(pathlib.Path(folder), RUN, FACTS, '# card <b>', 33.0)
            page = (pathlib.Path(folder) / 'full_report.html').read_text()
        for part in ('smol&lt;zulu', '0.500 [0.400, 0.600]', 'Mina &amp; wena.', '# card &lt;b&gt;', 'no room', 'green', '0.02', '1,234'):
            self.assertIn(part, page)
        self.assertNotIn('smol<zulu', page)

    def test_a_red_certificate_names_its_cause(self):
        red = {'verdict': 'red', 'num_prompts': 50, 'checks': [{'check': 'head', 'passed': False, 'cause': 'the head is <missing>'}]}
        page = full_report.full_html(full_report.build_full_report(RUN, FACTS | {'certificate': red}, 1.0), '')
        self.assertIn('The certificate is red', page)
        self.assertIn('failed: the head is &lt;missing&gt;', page)


if __name__ == '__main__':
    unittest.main()
