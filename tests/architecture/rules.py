# SPDX-License-Identifier: Apache-2.0
"""The house's rules over its sources. Each takes the root of a tree and returns what is out of place, as lines to read."""
import pathlib
import re
import subprocess

from source_tree import functions, includes, source_files

MAX_FILE_LINES = 800
MAX_FUNCTION_LINES = 80
FORBIDDEN_NAMES = ('util', 'utils', 'common', 'misc', 'helper', 'helpers', 'manager', 'managers')

# Floors of core's rooms. A room includes only rooms of its floor or a lower one; those of ROOMS_APART share a floor and do not meet.
LIGHT_FLOORS = {'base': 0, 'protocol': 1, 'config': 1, 'formats': 1, 'language': 1, 'text': 2, 'plan': 2, 'data': 3, 'runs': 3, 'scoring': 3, 'transfer': 3, 'remote': 4}
ENGINE_FLOORS = {'distributed': 10, 'model': 11, 'adapters': 12, 'checkpoint': 13,
                 'train': 14, 'eval': 14, 'generate': 14, 'exchange': 14}
CORE_FLOORS = {**LIGHT_FLOORS, **ENGINE_FLOORS}
ROOMS_APART = ({'data', 'runs'}, {'data', 'scoring'}, {'runs', 'scoring'})
UI_FLOORS = {'widgets': 0, 'connection': 0, 'models': 1, 'pages': 2, 'shell': 3}
# What a part of app includes of app, ui and plugins.
PROGRAM_PARTS = {'command_line': ('app/command_line',), 'bafo': ('app/bafo', 'app/command_line', 'plugins/evaluations', 'plugins/sources'),
                 'engine': ('app/engine', 'app/command_line', 'plugins/architectures', 'plugins/evaluations', 'plugins/sources')}
# What has its own copy inside LibTorch's include folder.
SHADOWED_BY_TORCH = r'(fmt|google/protobuf)/'


def _is_torch(name):
    return bool(re.match(r'(torch|ATen|c10|caffe2)(/|\.h$)', name))


def _is_qt(name):
    return bool(re.match(r'(Qt\w*/)?Q[A-Z]\w*$|Qt([A-Z]\w*)?(/|$)|q(?!uadmath)[a-z0-9_]+\.h$', name))


def _is_light(parts):
    """Floors 0 and 1, bafo itself, sources, kinds of evaluation, and everything of the window: torch stays out."""
    return (parts[0] == 'ui' or parts[:2] in (('app', 'bafo'), ('app', 'workbench'), ('app', 'command_line'), ('plugins', 'evaluations'), ('plugins', 'sources'))
            or (parts[0] == 'core' and parts[1] in LIGHT_FLOORS))


def _room_includes_downwards(parts, name):
    """None where the include is allowed, else why not."""
    target = name.split('/')
    if '.' in target or '..' in target:
        return 'goes round by dots'
    if parts[0] == 'app' and target[0] in ('app', 'ui', 'plugins') and parts[1] in PROGRAM_PARTS:
        return None if '/'.join(target[:2]) in PROGRAM_PARTS[parts[1]] else 'looks aside'
    if parts[0] in ('core', 'plugins') and target[0] in ('ui', 'app'):
        return 'looks up'
    if parts[0] == 'core' and target[0] == 'plugins':
        return 'looks up'
    if parts[0] == 'ui' and target[0] in ('app', 'plugins'):
        return 'looks up or aside'
    if target[0] == 'core' and len(target) > 2:
        if target[1] not in CORE_FLOORS:
            return 'names a room without a floor'
        if _is_light(parts) and target[1] in ENGINE_FLOORS:
            return 'looks from the light side into the engine'
        if parts[0] == 'core' and CORE_FLOORS[target[1]] > CORE_FLOORS.get(parts[1], -1):
            return 'looks up'
        if parts[0] == 'core' and target[1] != parts[1] and any({parts[1], target[1]} <= rooms for rooms in ROOMS_APART):
            return 'looks aside'
    if parts[0] == 'ui' and target[0] == 'ui' and len(target) > 2 and UI_FLOORS.get(target[1], 9) > UI_FLOORS.get(parts[1], 9):
        return 'looks up'
    if parts[0] == 'plugins' and target[0] == 'plugins' and target[1:3 if len(parts) > 3 else 2] != list(parts[1:3 if len(parts) > 3 else 2]):
        return 'looks into another plugin'
    return None


def floors(root):
    found = []
    for path in source_files(root):
        parts = path.parts
        text = (pathlib.Path(root) / path).read_text(errors='replace')
        if parts[0] == 'core' and parts[1] not in CORE_FLOORS:
            found.append(f'{path}: the room core/{parts[1]} has no floor')
        uses_torch = False
        for line, name in includes(text):
            uses_torch |= _is_torch(name)
            if _is_torch(name) and _is_light(parts):
                found.append(f'{path}:{line}: torch below floor 2: {name}')
            if _is_qt(name) and (parts[0] in ('core', 'plugins') or parts[:2] in (('app', 'bafo'), ('app', 'engine'), ('app', 'command_line'))):
                found.append(f'{path}:{line}: Qt outside the window: {name}')
            if reason := _room_includes_downwards(parts, name):
                found.append(f'{path}:{line}: {reason}: {name}')
        for line, name in includes(text):
            if uses_torch and re.match(SHADOWED_BY_TORCH, name):
                found.append(f'{path}:{line}: torch brings its own copy of {name}')
    return found


def file_sizes(root):
    found = []
    for path in source_files(root, ('app', 'core', 'plugins', 'ui', 'tests')):
        num_lines = (pathlib.Path(root) / path).read_text(errors='replace').count('\n')
        if num_lines > MAX_FILE_LINES:
            found.append(f'{path}: {num_lines} lines, {MAX_FILE_LINES} are allowed')
    return found


def function_sizes(root):
    found = []
    for path in source_files(root, ('app', 'core', 'plugins', 'ui', 'tests')):
        for function in functions((pathlib.Path(root) / path).read_text(errors='replace')):
            if function.num_lines > MAX_FUNCTION_LINES:
                found.append(f'{path}:{function.first_line}: {function.num_lines} lines, {MAX_FUNCTION_LINES} are allowed: '
                             f'{function.signature[:80]}')
    return found


def tracked_files(root):
    """What git holds or would hold; in a tree without git, every file."""
    listing = subprocess.run(['git', '-C', str(root), 'ls-files', '--cached', '--others', '--exclude-standard'], capture_output=True, text=True)
    if listing.returncode == 0 and listing.stdout:
        names = [pathlib.Path(name) for name in listing.stdout.splitlines()]
        return sorted(name for name in names if (pathlib.Path(root) / name).is_file())
    return sorted(path.relative_to(root) for path in pathlib.Path(root).rglob('*') if path.is_file())


def names(root):
    found = []
    for path in tracked_files(root):
        for part in (*path.parts[:-1], path.stem):
            if set(part.lower().replace('-', '_').split('_')) & set(FORBIDDEN_NAMES):
                found.append(f'{path}: "{part}" says nothing about what is inside')
                break
        if path.suffix in ('.h', '.cpp') and not re.fullmatch(r'[a-z0-9_]+', path.stem):
            found.append(f'{path}: files are named in snake_case')
    return found


def licences(root):
    """Every file that can hold a comment says its licence in its first lines; C++ headers have #pragma once as well."""
    found = []
    comments = ('.h', '.hpp', '.cpp', '.cc', '.cu', '.py', '.sh', '.cmake', '.yaml', '.yml', '.dict')
    for path in tracked_files(root):
        if path.suffix not in comments and path.name not in ('CMakeLists.txt', 'Makefile', '.clang-tidy') or 'corpus' in path.parts:
            continue
        text = (pathlib.Path(root) / path).read_text(errors='replace')
        if not any(re.search(r'SPDX-License-Identifier: (Apache-2\.0|GPL-3\.0-or-later)\b', line) for line in text.splitlines()[:3]):
            found.append(f'{path}: no SPDX line')
        if path.suffix == '.h' and not re.search(r'^#pragma once$', text, re.MULTILINE):
            found.append(f'{path}: no #pragma once')
    return found


def linked_libraries(program):
    """Names of the shared libraries a program asks for itself."""
    output = subprocess.run(['readelf', '--dynamic', '--wide', str(program)], capture_output=True, text=True, check=True).stdout
    return re.findall(r'\(NEEDED\)\s+Shared library: \[([^\]]+)\]', output)


def forbidden_libraries(program, patterns):
    return [f'{pathlib.Path(program).name} links {name}' for name in linked_libraries(program)
            if any(re.match(pattern, name) for pattern in patterns)]
