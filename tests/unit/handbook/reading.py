"""A page read back with the standard library: its headings, ids, links and pictures."""

from html.parser import HTMLParser

VOID = {"meta", "br", "link", "img", "input", "hr"}


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.headings, self.ids, self.links, self.tags, self.pictures = [], [], [], [], []
        self.attributes, self.open = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID and tag not in ("line", "rect", "circle", "path", "polyline", "polygon"):
            self.open.append(tag)
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.headings.append(int(tag[1]))
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "a":
            self.links.append(values["href"])
        if tag == "svg" and values.get("role") == "img":
            self.pictures.append(values["aria-labelledby"].split())

    def handle_endtag(self, tag):
        if tag in self.open:
            while self.open.pop() != tag:
                pass
