"""HTML bodies as the plain text that a person would read."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from nlp.normalise.limits import check_html
from nlp.normalise.text import decode_entities

_MARKUP = re.compile(r"<[a-zA-Z/!]")
_SPACES = re.compile(r"[ \t\n\r\f]+")
_DATA_URI = re.compile(r"\bdata:[a-z]{1,20}/[^\"'\s>]*+")  # inline pictures: megabytes that are never text
_UNSEEN = frozenset(["head", "script", "style", "title", "template", "noscript", "svg", "math", "iframe", "object"])
_PARAGRAPHS = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "pre", "blockquote"])
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "section",
        "tbody",
        "tfoot",
        "thead",
        "tr",
    ]
)
_CELLS = frozenset({"td", "th"})
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)

QUOTE_MARK = ">"
"""Stands for a quotation that was left out, so that the rules for text see where it was."""
_QUOTE_CLASS = re.compile(r"\b(?:yahoo_quoted|protonmail_quote|tutanota_quote|OutlookMessageHeader)\b")
_QUOTE_IDS = frozenset({"OLK_SRC_BODY_SECTION", "mail-editor-reference-message-container"})
_SIGNATURE_CLASS = re.compile(r"\b(?:gmail_signature|moz-signature|protonmail_signature_block)\b")
_SIGNATURE_IDS = frozenset({"Signature", "AppleMailSignature", "ms-outlook-mobile-signature"})
_REST_IDS = frozenset({"divRplyFwdMsg", "appendonsend"})  # Outlook: all that follows is the mail answered


class _Lines:
    """Lines as a page would show them: blocks begin a line, paragraphs leave one blank."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._line = ""
        self._gap = False

    def add(self, text: str) -> None:
        """Add running text to the line, white space folded."""
        text = _SPACES.sub(" ", text)
        if self._line.endswith(" ") or not self._line:
            text = text.removeprefix(" ")
        if not text:
            return
        if self._gap and self.lines and self.lines[-1]:
            self.lines.append("")
        self._gap = False
        self._line += text

    def add_preformatted(self, text: str) -> None:
        """Add text whose line breaks count."""
        first, *rest = text.split("\n")
        self.add(first)
        for line in rest:
            self.end_line()
            self.add(line)

    def end_line(self) -> None:
        """End the line, even an empty one (`<br>`)."""
        self.lines.append(self._line.rstrip())
        self._line = ""

    def begin_block(self, *, paragraph: bool) -> None:
        """Begin a line of its own unless one was just begun."""
        if self._line:
            self.end_line()
        self._gap = self._gap or paragraph

    def text(self) -> str:
        """Give all lines."""
        return "\n".join([*self.lines, self._line]).strip("\n")


def html_to_text(html: str, *, mark_quotes: bool = False) -> str:
    """Read HTML as plain text: entities decoded, blocks and `<br>` as line breaks, no hidden text.

    Args:
        html: a body; one without any tag is taken as plain text, its line breaks kept.
        mark_quotes: for e-mails: write QUOTE_MARK on a line of its own for each quotation, and
            leave signatures out.

    Raises:
        PayloadError: it is too long or nested too deeply.
    """
    if not _MARKUP.search(html):
        return decode_entities(html)
    html = _DATA_URI.sub("", html)
    check_html(html)
    lines = _Lines()
    root = LexborHTMLParser(html).root
    # A walk without recursion; a tag's name on the stack stands for the end of that element.
    stack: list[LexborNode | str] = [root] if root else []
    preformatted = 0
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            preformatted -= item == "pre"
            _break(lines, item)
        elif item.is_text_node:
            (lines.add_preformatted if preformatted else lines.add)(item.text_content or "")
        elif item.is_element_node or item.is_document_node:
            tag = item.tag or ""
            if tag == "br":
                lines.end_line()
                continue
            verdict = _verdict(item, tag, mark_quotes=mark_quotes)
            if verdict == "rest":
                _mark(lines)
                break
            if verdict == "quote":
                _mark(lines)
            elif not verdict:
                preformatted += tag == "pre"
                _break(lines, tag)
                stack.append(tag)
                stack.extend(_children(item))
    return lines.text()


def _children(node: LexborNode) -> list[LexborNode]:
    """Give the children, last first."""
    children = []
    child = node.last_child
    while child is not None:
        children.append(child)
        child = child.prev
    return children


def _break(lines: _Lines, tag: str) -> None:
    """Break the line as an element's beginning or end asks for."""
    if tag in _PARAGRAPHS or tag in _BLOCKS:
        lines.begin_block(paragraph=tag in _PARAGRAPHS)
    elif tag in _CELLS:
        lines.add(" ")


def _mark(lines: _Lines) -> None:
    lines.begin_block(paragraph=False)
    lines.add(QUOTE_MARK)
    lines.end_line()


def _verdict(node: LexborNode, tag: str, *, mark_quotes: bool) -> str:
    """Say what to leave out: `hidden`, `quote`, the `rest` of the page, or nothing."""
    if tag in _UNSEEN:
        return "hidden"
    attributes = node.attributes
    if not attributes:
        return "quote" if mark_quotes and tag == "blockquote" else ""
    if "hidden" in attributes or _HIDDEN.search(attributes.get("style") or ""):
        return "hidden"
    return _mail_verdict(node, tag, attributes) if mark_quotes else ""


def _mail_verdict(node: LexborNode, tag: str, attributes: dict[str, str | None]) -> str:
    name, classes = attributes.get("id") or "", attributes.get("class") or ""
    if name in _REST_IDS:
        return "rest"
    if name in _SIGNATURE_IDS or _SIGNATURE_CLASS.search(classes):
        return "hidden"
    if tag == "blockquote" or name in _QUOTE_IDS or _QUOTE_CLASS.search(classes):
        return "quote"
    if "gmail_quote" in classes.split():
        # Answers written between the quoted lines stand beside its blockquotes.
        child = node.child
        while child is not None and child.tag != "blockquote":
            child = child.next
        return "" if child is not None else "quote"
    return ""
