"""An HTML page as its elements, read by the standard library's parser."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"meta", "br", "input", "link", "img"}


@dataclass
class Element:
    """One element; `text` is all text in it."""

    name: str
    attributes: dict[str, str]
    parts: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text in it."""
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)

    def find(self, name: str, /, **attributes: str) -> list[Element]:
        """All elements of a name below it that have these attributes (`class_` among others)."""
        wanted = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
        found = []
        for part in self.parts:
            if isinstance(part, Element):
                held = part.attributes
                if part.name == name and all(
                    value in held.get(key, "").split() for key, value in wanted.items()
                ):
                    found.append(part)
                found += part.find(name, **attributes)
        return found

    def walk(self) -> list[Element]:
        """Every element below it."""
        below = [part for part in self.parts if isinstance(part, Element)]
        return [*below, *(one for part in below for one in part.walk())]


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].parts.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].parts.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open[-1].name == tag, f"</{tag}> ends <{self._open[-1].name}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].parts.append(data)


def parsed(page: str) -> Element:
    """The page as a tree. Fails where elements do not end in the order that they began."""
    parser = _Parser()
    parser.feed(page)
    parser.close()
    assert parser._open == [parser.root], "not every element ends"
    return parser.root
