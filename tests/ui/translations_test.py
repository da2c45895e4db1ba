#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every text of the window is in the isiZulu catalogue, with a translation that keeps its placeholders; none is there that no source has.

    translations_test.py LUPDATE
"""
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as tree

ROOT = pathlib.Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / 'resources/translations/bafo_zu.ts'
OF_QT = ROOT / 'resources/translations/qt_zu.ts'
LUPDATE = sys.argv.pop(1)


def messages(path):
    found = {}
    for context in tree.parse(path).iter('context'):
        for message in context.findall('message'):
            key = (context.find('name').text, message.find('source').text, message.findtext('comment') or '')
            translation = message.find('translation')
            forms = [form.text or '' for form in translation.findall('numerusform')] or [translation.text or '']
            found[key] = (forms, translation.get('type'), message.get('numerus') == 'yes')
    return found


def placeholders(text):
    return sorted(re.findall(r'%L?\d+|%n', text))


class Translations(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.known = messages(CATALOGUE)
        cls.of_qt = messages(OF_QT)
        with tempfile.TemporaryDirectory() as scratch:
            fresh = pathlib.Path(scratch) / 'fresh.ts'
            subprocess.run([LUPDATE, '-silent', '-locations', 'none', '-source-language', 'en', '-target-language', 'zu_ZA',
                            str(ROOT / 'ui'), str(ROOT / 'app/workbench'), '-ts', str(fresh)], check=True, capture_output=True)
            cls.wanted = messages(fresh)

    def test_the_catalogue_has_every_text_and_no_other(self):
        self.assertEqual(sorted(self.wanted.keys() - self.known.keys()), [], 'ninja -C build/full update_translations, then translate')
        self.assertEqual(sorted(self.known.keys() - self.wanted.keys()), [])
        self.assertGreater(len(self.known), 500)

    def test_texts_outside_of_classes_have_the_context_of_the_struct_that_they_are_in(self):
        """lupdate takes the struct's name where the macro says another: half of such texts would never be found."""
        wrong = [(str(path.relative_to(ROOT)), struct, context) for path in (ROOT / 'ui').rglob('*.cpp') for struct, context in
                 re.findall(r'(?:struct|class) (\w+)[^{;]*\{\s*(?:public:\s*)?Q_DECLARE_TR_FUNCTIONS\((\w+)\)', path.read_text())
                 if struct != context]
        self.assertEqual(wrong, [])

    def test_every_text_is_translated(self):
        self.assertEqual([key for key, (forms, _, _) in (self.known | self.of_qt).items() if not all(forms)], [])

    def test_placeholders_are_kept(self):
        broken = []
        for (context, source, _), (forms, _, is_plural) in (self.known | self.of_qt).items():
            for form in forms:
                if placeholders(form) != placeholders(source) and not (is_plural and set(placeholders(form)) <= set(placeholders(source))):
                    broken.append((context, source, form))
        self.assertEqual(broken, [])

    def test_drafts_are_marked_as_drafts(self):
        """Until a native speaker has read a text it is "unfinished" for everybody who opens the catalogue."""
        for catalogue in (self.known, self.of_qt):
            self.assertTrue(any(kind == 'unfinished' for _, kind, _ in catalogue.values()))


unittest.main()
