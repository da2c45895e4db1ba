#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pseudo-language: every text half as long again, with marks at both ends and accents. What looks English in it is not translated;
what loses a mark is cut off.

    make_pseudo.py bafo_zu.ts bafo_qps.ts
"""
import re
import sys
import xml.etree.ElementTree as tree

ACCENTS = str.maketrans('aeiouAEIOUcnsyz', 'áéíóúÁÉÍÓÚçñšýž')
KEEP = re.compile(r'(%L?\d+|%n|&[a-z]+;|<[^>]*>|\n|`[^`]*`)')


def pseudo(text):
    words = ''.join(part if KEEP.fullmatch(part) else part.translate(ACCENTS) for part in KEEP.split(text) if part)
    return '[' + words + ' ' + '·' * max(1, len(text) // 2) + ']'


def main():
    document = tree.parse(sys.argv[1])
    document.getroot().set('language', 'en_US')
    for message in document.iter('message'):
        translation = message.find('translation')
        translation.attrib.pop('type', None)
        forms = translation.findall('numerusform')
        for place in list(forms):
            translation.remove(place)
        if message.get('numerus') == 'yes':
            for _ in range(2):  # English has two forms
                tree.SubElement(translation, 'numerusform').text = pseudo(message.find('source').text)
        else:
            translation.text = pseudo(message.find('source').text)
    document.write(sys.argv[2], encoding='utf-8', xml_declaration=True)


main()
