# SPDX-License-Identifier: Apache-2.0
"""Reads the house's C++ sources: which files there are, what they include, where functions begin and end."""
import dataclasses
import pathlib
import re

SOURCE_ROOMS = ('app', 'core', 'plugins', 'ui')
ACCESS_LABEL = r'\s*(Q_OBJECT|Q_GADGET)?\s*(public|protected|private|Q_SIGNALS)(\s+Q_SLOTS)?\s*'
SOURCE_SUFFIXES = ('.h', '.hpp', '.inl', '.ipp', '.cpp', '.cc', '.cxx', '.cu', '.cuh')
GROUP = '\x01'  # stands for parentheses and what is in them
TAIL = (rf'(?:\s|\b(?:const|constexpr|consteval|mutable|static|override|final|try)\b|\bnoexcept\b\s*{GROUP}?|__attribute__\s*{GROUP}|&&?'
        r'|->[^;={}]*|\brequires\b[^;]*)*$')
LAMBDA = rf'(?:^|[=({{,?:&|!]|\breturn)\s*\[(?:[^\[\]]|\[[^\[\]]*\])*\]\s*{GROUP}?' + TAIL
LONGEST_LAMBDA_HEAD = 1000


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


def _with_short_parentheses(statement):
    while (shorter := re.sub(r'\([^()]*\)', GROUP, statement)) != statement:
        statement = shorter
    return statement


def _without_template_lists(statement):
    """Without what stands in angles behind 'template' and behind a lambda's captures: defaults in there are no initialisers."""
    kept, end = '', 0
    for match in re.finditer(r'\btemplate\s*<|\]\s*<', statement):
        if match.start() < end:
            continue
        angles, parentheses, index = 1, 0, match.end()
        while index < len(statement) and angles:
            char = statement[index]
            parentheses += {'(': 1, ')': -1}.get(char, 0)
            angles += {'<': 1, '>': -1}.get(char, 0) if parentheses == 0 and statement[index - 1:index + 1] != '->' else 0
            index += 1
        if angles == 0:
            kept += statement[end:match.start()] + (']' if match.group()[0] == ']' else ' ')
            end = index
    return kept + statement[end:]


def _opens_lambda(statement):
    """Whether the brace after this statement opens a lambda's body."""
    return bool(re.search(LAMBDA, _with_short_parentheses(_without_template_lists(statement[-LONGEST_LAMBDA_HEAD:]))))


def _opens_scope(statement):
    """Whether the brace after this statement opens a namespace or a type: functions may stand inside."""
    words = re.sub(r'\btemplate\s*<.*?>\s*(?=class|struct|union|enum|requires)', '', statement, flags=re.DOTALL).strip()
    return bool(re.match(r'(inline\s+)?namespace\b', words) or re.match(r'extern\s*$', words)
                or re.match(r'(typedef\s+)?(class|struct|union|enum)\b(?!.*\)\s*(const|noexcept|override)?\s*$)', words, re.DOTALL))


def _opens_function(statement):
    """Whether the brace after this statement opens a function's body, and not the brace of an initialiser."""
    statement = _without_template_lists(statement)
    if '(' not in statement or re.search(r'=\s*$', statement):
        return False
    head, colon, initialisers = statement.partition(') :')
    if not colon:
        head, colon, initialisers = re.sub(r'\)\s*:(?!:)', ') :', statement, count=1).partition(') :')
    if colon:  # a constructor: its body follows a closed initialiser, a member's brace follows a name
        return bool(re.search(r'[)}]\s*$', initialisers))
    if re.search(r'(?<![=!])=(?![=>])', re.sub(r'operator\s*[=!<>+*/-]*=', '', _without_parentheses(statement))):
        return False
    return bool(re.search(GROUP + TAIL, _with_short_parentheses(statement)))


def functions(text):
    """Every function with a body: constructors, operators and members too. A lambda belongs to its function, outside of one it counts itself."""
    text = without_directives(without_comments_and_literals(text))
    found, scopes, start, line = [], [], 0, 1
    statement_line, signature, depth_in_statement = None, '', 0
    body_depth, first_line, is_lambda = 0, 0, False
    index = 0
    while index < len(text):
        char = text[index]
        if char == '\n':
            line += 1
        if body_depth:  # inside a function: only braces count
            body_depth += {'{': 1, '}': -1}.get(char, 0)
            if body_depth == 0:
                found.append(Function(first_line, line, ' '.join(signature.split())))
                if not is_lambda:  # behind a lambda its statement goes on
                    start, statement_line = index + 1, None
        elif char == '{':
            statement = text[start:index]
            if _opens_lambda(statement):
                head = statement.rstrip()
                body_depth, signature, is_lambda = 1, head[head.rfind('\n') + 1:], True
                first_line = line - statement[len(head):].count('\n')
            elif depth_in_statement:
                depth_in_statement += 1
            elif _opens_scope(statement):
                scopes.append('scope')
                start, statement_line = index + 1, None
            elif _opens_function(statement):
                body_depth, signature, first_line, is_lambda = 1, statement, statement_line, False
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
