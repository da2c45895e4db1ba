# SPDX-License-Identifier: Apache-2.0
"""Reads the house's C++ sources: which files there are, what they include, where functions begin and end."""
import dataclasses
import pathlib
import re

SOURCE_ROOMS = ('app', 'core', 'plugins', 'ui')
ACCESS_LABEL = r'\s*(Q_OBJECT|Q_GADGET)?\s*(public|protected|private|Q_SIGNALS)(\s+Q_SLOTS)?\s*'
SOURCE_SUFFIXES = ('.h', '.hpp', '.cpp', '.cc', '.cu', '.cuh')


@dataclasses.dataclass(frozen=True)
class Function:
    first_line: int
    last_line: int
    signature: str

    @property
    def num_lines(self):
        return self.last_line - self.first_line + 1


def source_files(root, rooms=SOURCE_ROOMS):
    """Paths relative to root, sorted."""
    root = pathlib.Path(root)
    return sorted(path.relative_to(root) for room in rooms for path in (root / room).rglob('*')
                  if path.suffix in SOURCE_SUFFIXES and path.is_file())


def includes(text):
    """(line number, included name) of every include."""
    for number, line in enumerate(text.splitlines(), 1):
        if match := re.match(r'\s*#\s*include\s*[<"]([^>"]+)[>"]', line):
            yield number, match.group(1)


def without_comments_and_literals(text):
    """The same text with comments, strings and characters blanked, line for line."""
    pattern = re.compile(r'//[^\n]*|/\*.*?\*/|R"([^()\\\s]*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![0-9A-Fa-f])\'(?:\\.|[^\'\\\n])+\'', re.DOTALL)
    return pattern.sub(lambda m: re.sub(r'[^\n]', ' ', m.group()), text)


def without_directives(text):
    """Preprocessor lines blanked, continuation lines too."""
    return re.sub(r'^[ \t]*#(?:[^\n]*\\\n)*[^\n]*', lambda m: re.sub(r'[^\n]', ' ', m.group()), text, flags=re.MULTILINE)


def _without_parentheses(statement):
    while (shorter := re.sub(r'\([^()]*\)', '', statement)) != statement:
        statement = shorter
    return statement


def _opens_scope(statement):
    """Whether the brace after this statement opens a namespace or a type: functions may stand inside."""
    words = re.sub(r'\btemplate\s*<.*?>\s*(?=class|struct|union|enum|requires)', '', statement, flags=re.DOTALL).strip()
    return bool(re.match(r'(inline\s+)?namespace\b', words) or re.match(r'extern\s*$', words)
                or re.match(r'(typedef\s+)?(class|struct|union|enum)\b(?!.*\)\s*(const|noexcept|override)?\s*$)', words, re.DOTALL))


def _opens_function(statement):
    """Whether the brace after this statement opens a function's body, and not the brace of an initialiser."""
    if '(' not in statement or re.search(r'=\s*$', statement):
        return False
    head, colon, initialisers = statement.partition(') :')
    if not colon:
        head, colon, initialisers = re.sub(r'\)\s*:(?!:)', ') :', statement, count=1).partition(') :')
    if colon:  # a constructor: its body follows a closed initialiser, a member's brace follows a name
        return bool(re.search(r'[)}]\s*$', initialisers))
    if re.search(r'=(?![=>])', re.sub(r'operator\s*[=!<>+*/-]*=', '', _without_parentheses(statement))):
        return False
    tail = statement[statement.rfind(')') + 1:]
    return bool(re.fullmatch(r'\s*(const|noexcept|override|final|mutable|try|&&?|\s|->[\w:<>,&*\s]+|requires[^;]*)*', tail))


def functions(text):
    """Every function with a body: constructors, operators and members too; a lambda belongs to its function."""
    text = without_directives(without_comments_and_literals(text))
    found, scopes, start, line = [], [], 0, 1
    statement_line, signature, depth_in_statement = None, '', 0
    body_depth = 0
    index = 0
    while index < len(text):
        char = text[index]
        if char == '\n':
            line += 1
        if body_depth:  # inside a function: only braces count
            body_depth += {'{': 1, '}': -1}.get(char, 0)
            if body_depth == 0:
                found.append(Function(statement_line, line, ' '.join(signature.split())))
                start, statement_line = index + 1, None
        elif char == '{':
            statement = text[start:index]
            if depth_in_statement:
                depth_in_statement += 1
            elif _opens_scope(statement):
                scopes.append('scope')
                start, statement_line = index + 1, None
            elif _opens_function(statement):
                body_depth, signature = 1, statement
            else:
                depth_in_statement = 1
        elif char == '}':
            if depth_in_statement:
                depth_in_statement -= 1
            elif scopes:
                scopes.pop()
                start, statement_line = index + 1, None
        elif not depth_in_statement and (char == ';' or char == ':' and re.fullmatch(ACCESS_LABEL, text[start:index])):
            start, statement_line = index + 1, None
        elif not char.isspace() and statement_line is None:
            statement_line = line
        index += 1
    return found
