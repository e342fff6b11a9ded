"""Builds the pages as a static site, readable without JavaScript; with --check says only whether their links are sound."""
import argparse
import html
import pathlib
import posixpath
import re
import shutil
import sys

import pages as markdown

HERE = pathlib.Path(__file__).parent


def output_path(path):
    """Where a file of the repository is in the site."""
    docc = markdown.DOCC.match(path)
    if docc:
        module, name = docc.groups()
        article = "" if name == module else name.lower() + "/"
        return f"api/documentation/{module.lower()}/{article}"
    path = path[len("docs/"):] if path.startswith("docs/") else "repository/" + path
    if not path.endswith(".md"):
        return path
    folder, name = posixpath.split(path)
    return posixpath.join(folder, "index.html" if name == "README.md" else name[:-3] + ".html")


def relative(target, page):
    """The address of one file of the site in a page of it."""
    address = posixpath.relpath(target, posixpath.dirname(page) or ".")
    return address + "/" if target.endswith("/") else address


class Site:
    def __init__(self, root, output):
        self.root, self.output = root, output
        self.pages = markdown.read(root)
        self.included = markdown.reachable(self.pages)
        self.files = set()
        self.template = (HERE / "page.html").read_text(encoding="utf-8")

    def build(self):
        shutil.rmtree(self.output, ignore_errors=True)
        sections = self.sections()
        for path in self.included:
            self.write(self.pages[path], sections)
        for path in sorted(self.files):
            target = self.output / output_path(path)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self.root / path, target)
        shutil.copyfile(HERE / "style.css", self.output / "style.css")

    # The start page is the table of contents.

    def sections(self):
        """The headings of the start page, each with the links below it: (title, [(path, text)])."""
        home, found = self.pages[markdown.HOME], []
        for index, token in enumerate(home.tokens):
            if token.type == "heading_open" and token.tag == "h2":
                found.append((markdown.text_of(home.tokens[index + 1]), []))
            children = token.children or []
            for number, child in enumerate(children):
                if child.type == "link_open" and found:
                    target = markdown.resolve(home, child.attrGet("href"))
                    if target:
                        found[-1][1].append((target[0], children[number + 1].content))
        return found

    def navigation(self, own, sections):
        lines = []
        for title, entries in sections:
            lines.append(f"<h2>{html.escape(title)}</h2>\n<ul>")
            for path, text in entries:
                here = ' aria-current="page"' if path == own.path else ""
                address = relative(output_path(path), output_path(own.path))
                lines.append(f'<li><a href="{html.escape(address)}"{here}>{html.escape(text)}</a></li>')
            lines.append("</ul>")
        return "\n".join(lines)

    # One page.

    def write(self, page, sections):
        target = output_path(page.path)
        headings = [(anchor, text) for level, anchor, text in page.headings if level == 2]
        contents = ""
        if len(headings) > 2 and page.path != markdown.HOME:
            items = "".join(f'<li><a href="#{anchor}">{html.escape(text)}</a></li>' for anchor, text in headings)
            contents = f'<nav class="contents" aria-label="On this page"><ul>{items}</ul></nav>'
        values = {
            "title": html.escape(page.title), "body": self.body(page), "contents": contents,
            "navigation": self.navigation(page, sections), "style": relative("style.css", target),
            "home": relative("index.html", target), "source": html.escape(page.path),
        }
        text = re.sub(r"\{\{(\w+)\}\}", lambda match: values[match[1]], self.template)
        file = self.output / target
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def body(self, page):
        parser = markdown.parser()
        rules = parser.renderer.rules
        rules["fence"] = lambda tokens, index, options, env: fence(tokens[index])
        rules["table_open"] = lambda *_: '<div class="table"><table>\n'
        rules["table_close"] = lambda *_: "</table></div>\n"
        for token in page.tokens:
            for child in token.children or []:
                for attribute in ("href", "src"):
                    if child.attrGet(attribute):
                        child.attrSet(attribute, self.address(page, child.attrGet(attribute)))
        return parser.renderer.render(page.tokens, parser.options, {})

    def address(self, page, link):
        target = markdown.resolve(page, link)
        if target is None:
            return link
        path, anchor = target
        if path not in self.pages and not markdown.DOCC.match(path):
            self.files.add(path)
        suffix = "#" + anchor if anchor else ""
        return suffix if path == page.path and anchor else relative(output_path(path), output_path(page.path)) + suffix


def fence(token):
    """A block of code; in a session what is typed stands out, and a file has its name above it."""
    words = token.info.split()
    language = words[0] if words else ""
    lines = html.escape(token.content, quote=False)
    if language == "console":
        lines = re.sub(r"^(\$|&gt;)( .*)$", r'<span class="prompt">\1</span><b>\2</b>', lines, flags=re.MULTILINE)
    code = f'<pre tabindex="0"><code>{lines}</code></pre>\n'
    title = re.search(r'title="([^"]+)"', token.info)
    if not title:
        return code
    return f"<figure><figcaption>{html.escape(title[1])}</figcaption>{code}</figure>\n"


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--check", action="store_true")
    arguments.add_argument("--root", type=pathlib.Path, default=HERE.parent.parent)
    arguments.add_argument("--output", type=pathlib.Path, default=HERE.parent.parent / ".build/site")
    given = arguments.parse_args()
    site = Site(given.root.resolve(), given.output)
    found = markdown.problems(site.root, site.pages)
    for problem in found:
        print(problem, file=sys.stderr)
    if found:
        return 3
    if given.check:
        print(f"site: the links of {len(site.pages)} pages lead somewhere")
        return 0
    site.build()
    print(f"site: {len(site.included)} pages in {given.output}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
