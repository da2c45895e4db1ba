# SPDX-License-Identifier: Apache-2.0
"""The demo's report says what the events say."""
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent.parent / 'resources' / 'demo'))
import report  # noqa: E402


def step(number, train_bytes, **more):
    return {'kind': 'step_finished', 'step': number, 'loss': 5.0 - number, 'tokens_per_second': 100.0 + number, 'step_ms': 2000.0,
            'train_bytes': train_bytes, 'train_tokens': train_bytes // 2, 'train_flops': number * 1e9, 'peak_resident_mb': 900.0 + number, **more}


def evaluation(number, train_bytes, value, name='zul'):
    return {'kind': 'eval_finished', 'name': name, 'step': number, 'bits_per_byte': value, 'bits_per_byte_low': value - 0.1,
            'bits_per_byte_high': value + 0.1, 'train_bytes': train_bytes, 'train_flops': number * 1e9}


def run(values, bytes_per_step):
    events = [evaluation(0, 0, values[0]), evaluation(0, 0, 1.0, 'eng')]
    for number in (1, 2):
        events += [step(number, number * bytes_per_step), evaluation(number, number * bytes_per_step, values[number])]
    return {'events': events + [evaluation(2, 2 * bytes_per_step, 1.5, 'eng')], 'seconds': 9.0}


AUDITS = {'base': {'zul': {'tokens_per_word': 4.0}}, 'grown': {'zul': {'tokens_per_word': 2.5}},
          'growth': {'new_pieces': 9, 'changed_checked_share': 0.0004, 'checked_sentences': 5000, 'changed_checked_sentences': 2}}
READ = {'strings': 1234, 'bytes': 45678}


class Report(unittest.TestCase):
    def build(self, grown=(4.0, 3.0, 1.9)):
        return report.build_report({'original': run((4.5, 2.5, 2.0), 1000), 'grown': run(grown, 1500)}, AUDITS, [], [], READ, 33.0)

    def test_the_figures_are_those_of_the_events(self):
        found = self.build()
        self.assertEqual(found['models']['base']['bits_per_byte'], {'zul': 4.5, 'eng': 1.0})
        self.assertEqual(found['models']['original']['bits_per_byte']['zul'], 2.0)
        self.assertEqual(found['models']['original']['bits_per_byte_interval']['zul'], [1.9, 2.1])
        self.assertEqual(found['models']['grown']['train_bytes'], 3000)
        self.assertEqual(found['models']['grown']['train_seconds'], 4.0)
        self.assertEqual(found['models']['grown']['tokens_per_word'], 2.5)
        self.assertEqual(found['models']['grown']['changed_english_sentences'], 0.0004)
        self.assertEqual(found['models']['grown']['checked_english_sentences'], 5000)
        self.assertEqual(found['peak_rss_mb'], 902.0)

    def test_the_winner_is_whoever_is_better_at_equal_compute(self):
        self.assertEqual(self.build()['winner'], 'grown')
        self.assertEqual(self.build(grown=(4.0, 3.0, 2.1))['winner'], 'original')

    def test_equal_bytes_lie_between_two_measurements(self):
        equal = self.build()['equal_bytes']
        self.assertEqual(equal['train_bytes'], 2000)
        self.assertEqual(equal['bits_per_byte_zul']['original'], 2.0)
        self.assertAlmostEqual(equal['bits_per_byte_zul']['grown'], 3.0 - 1.1 / 3)

    def test_rewound_steps_do_not_count(self):
        events = [step(1, 10), step(2, 20), step(3, 30), {'kind': 'rewound', 'to_step': 1}, step(2, 21)]
        self.assertEqual([entry['train_bytes'] for entry in report.steps_of({'events': events})], [10, 21])

    def test_the_page_escapes_what_models_say(self):
        with tempfile.TemporaryDirectory() as folder:
            entry = {key: '<script>x</script>' for key in ('opening', 'really', 'base', 'original', 'grown')}
            found = self.build()
            report.write_report(pathlib.Path(folder), {'original': run((4.5, 2.5, 2.0), 1000), 'grown': run((4.0, 3.0, 1.9), 1500)}, AUDITS,
                                [entry], [{'original': {'pieces': ['<b>']}, 'grown': {'pieces': ['a']}}], READ, 1.0)
            page = (pathlib.Path(folder) / 'report.html').read_text()
            self.assertNotIn('<script>', page)
            self.assertIn('&lt;b&gt;', page)
            self.assertIn(f"{found['winner']} vocabulary wins", page)
            self.assertIn('46 kB of menu texts, 1,234 short strings,', page)
            self.assertIn('5,000 held-out English strings the grown vocabulary cuts 0.04%', page)


if __name__ == '__main__':
    unittest.main()
