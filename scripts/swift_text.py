"""Swift source as the house rules see it: code with comments and string contents blanked out."""

import re

_TOKEN = re.compile(r'//|/\*|#*"""|#*"')


def _comment_end(text, start):
    """The index after the block comment that opens at `start`; Swift's nest."""
    depth, index = 0, start
    for match in re.compile(r"/\*|\*/").finditer(text, start):
        depth += 1 if match.group() == "/*" else -1
        index = match.end()
        if depth == 0:
            return index
    return len(text)


def _interpolation_end(text, start):
    """The index after the parenthesis that closes the interpolation whose `(` is before `start`."""
    depth, index = 1, start
    while index < len(text) and depth:
        token = _TOKEN.match(text, index)
        if token and token.group() not in ("//", "/*"):
            index = _string_end(text, index, token.group())
            continue
        depth += {"(": 1, ")": -1}.get(text[index], 0)
        index += 1
    return index


def _string_end(text, start, opening):
    """The index after the string literal that opens at `start` with `opening` (quotes and #s)."""
    hashes = opening.rstrip('"')
    closing = opening[len(hashes):] + hashes
    escape = "\\" + hashes
    index = start + len(opening)
    while index < len(text):
        if text.startswith(closing, index):
            return index + len(closing)
        if text.startswith(escape, index):
            after = index + len(escape)
            index = _interpolation_end(text, after + 1) if text.startswith("(", after) else after + 1
        elif len(closing) - len(hashes) == 1 and text[index] == "\n":
            return index
        else:
            index += 1
    return len(text)


def _blank(text):
    return re.sub(r"[^\n]", " ", text)


def masked(text, comments=True):
    """`text` with the same lines and columns, string literals and (unless told) comments replaced by spaces."""
    pieces, index = [], 0
    while True:
        token = _TOKEN.search(text, index)
        if token is None:
            pieces.append(text[index:])
            return "".join(pieces)
        start, opening = token.start(), token.group()
        if opening == "//":
            end = text.find("\n", start)
            end = len(text) if end < 0 else end
        elif opening == "/*":
            end = _comment_end(text, start)
        else:
            end = _string_end(text, start, opening)
        kept = opening in ("//", "/*") and not comments
        pieces += [text[index:start], text[start:end] if kept else _blank(text[start:end])]
        index = end


_FUNCTION = re.compile(
    r"(?<![.\w`])(?:func\s+(?P<name>`?[^\s(<]+)|(?P<init>init)[?!]?\s*(?=[(<])|(?P<deinit>deinit)\b)"
)


def functions(code):
    """Yields (name, first line, last line) for each function with a body, from masked code."""
    for match in _FUNCTION.finditer(code):
        opening = _body(code, match.end())
        if opening is None:
            continue
        depth = 0
        for brace in re.compile(r"[{}]").finditer(code, opening):
            depth += 1 if brace.group() == "{" else -1
            if depth == 0:
                first = code.count("\n", 0, match.start()) + 1
                last = code.count("\n", 0, brace.start()) + 1
                yield match.group("name") or match.group("init") or match.group("deinit"), first, last
                break


def _body(code, start):
    """The index of the brace that opens the body, or None for a requirement without one."""
    depth = 0
    for match in re.compile(r"[()\[\]{}]|\b(?:func|init|var|let|case|struct|class|enum)\b").finditer(code, start):
        token = match.group()
        if token in "([":
            depth += 1
        elif token in ")]":
            depth -= 1
        elif depth > 0:
            continue
        elif token == "{":
            return match.start()
        else:
            return None
    return None
