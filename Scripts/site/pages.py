"""The Markdown pages of the repository: what they are called, where they lead, and whether that is there."""
import os
import pathlib
import posixpath
import re
import urllib.parse

from markdown_it import MarkdownIt

HOME = "docs/README.md"
# DocC reads its own articles, and checks their links itself.
DOCC = re.compile(r"^Sources/(\w+)/\w+\.docc/(\w+)\.md$")
PASSED_OVER = {".git", ".build", ".swiftpm", "node_modules"}


def parser():
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def slug(text, taken):
    """The anchor of a heading, as GitHub makes it."""
    base = re.sub(r"[^\w\- ]", "", text.strip().lower()).replace(" ", "-")
    name, count = base, 0
    while name in taken:
        count += 1
        name = f"{base}-{count}"
    taken.add(name)
    return name


def text_of(token):
    return "".join(child.content for child in token.children or [] if child.type in ("text", "code_inline"))


class Page:
    """One page, parsed: `path` is relative to the root of the repository."""

    def __init__(self, root, path):
        self.path = path
        self.tokens = parser().parse((root / path).read_text(encoding="utf-8"))
        self.anchors = set()
        self.headings = []  # (level, anchor, text)
        self.links = []  # (target, line)
        line = 0
        for index, token in enumerate(self.tokens):
            if token.map:
                line = token.map[0] + 1
            if token.type == "heading_open":
                text = text_of(self.tokens[index + 1])
                anchor = slug(text, self.anchors)
                token.attrSet("id", anchor)
                self.headings.append((int(token.tag[1]), anchor, text))
            for child in token.children or []:
                for attribute in ("href", "src"):
                    if child.attrGet(attribute):
                        self.links.append((child.attrGet(attribute), line))

    @property
    def title(self):
        return self.headings[0][2] if self.headings else self.path


def resolve(page, link):
    """The path and the anchor that a link leads to; nothing for one that leads out of the repository."""
    parts = urllib.parse.urlsplit(link)
    if parts.scheme or parts.netloc:
        return None
    path = urllib.parse.unquote(parts.path)
    folder = posixpath.dirname(page.path)
    return posixpath.normpath(posixpath.join(folder, path)) if path else page.path, parts.fragment


def read(root):
    """Every page of the repository, by its path."""
    pages = {}
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in PASSED_OVER and not name.endswith(".docc"))
        for name in sorted(names):
            if name.endswith(".md"):
                path = (pathlib.Path(folder) / name).relative_to(root).as_posix()
                pages[path] = Page(root, path)
    return pages


def reachable(pages):
    """The paths of all pages that links lead to, from the start page on; in that order."""
    found, queue = [], [HOME] if HOME in pages else []
    while queue:
        path = queue.pop(0)
        if path in found:
            continue
        found.append(path)
        targets = [resolve(pages[path], link) for link, _ in pages[path].links]
        queue += [target[0] for target in targets if target and target[0] in pages]
    return found


def problems(root, pages):
    """A line for each link that leads nowhere, and for each page of docs/ that no link leads to."""
    found = []
    for page in pages.values():
        for link, line in page.links:
            target = resolve(page, link)
            if target is None:
                continue
            path, anchor = target
            place = f"{page.path}:{line}: {link}"
            if path.startswith("../") or not (root / path).exists():
                found.append(f"{place} leads nowhere")
            elif (root / path).is_dir():
                found.append(f"{place} is a folder: name a file in it")
            elif anchor and (path not in pages or anchor not in pages[path].anchors):
                found.append(f"{place}: there is no such heading")
    known = set(reachable(pages))
    for path in pages:
        if path.startswith("docs/") and path not in known:
            found.append(f"{path}: no link leads to it from {HOME}")
    return found
