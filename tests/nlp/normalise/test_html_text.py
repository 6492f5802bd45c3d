"""HTML to the text a person would read."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.errors import PayloadError
from nlp.normalise.html_text import html_to_text


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("<p>a<br>b</p>", "a\nb", id="line break"),
        pytest.param("<p>a</p><p>b</p>", "a\n\nb", id="paragraphs leave a blank line"),
        pytest.param("<div>a</div><div>b</div>", "a\nb", id="blocks begin a line"),
        pytest.param("<div>a</div><div><br></div><div>b</div>", "a\n\nb", id="Gmail's blank line"),
        pytest.param("<div>a<br></div><div>b</div>", "a\nb", id="a break at a block's end shows nothing"),
        pytest.param("a<br><br>b", "a\n\nb", id="two breaks"),
        pytest.param("<ul><li>one</li><li>two</li></ul>", "one\ntwo", id="list"),
        pytest.param("<table><tr><td>size</td><td>M</td></tr><tr><td>x</td></tr></table>", "size M\nx", id="table"),
        pytest.param("<p>a\n   <b>b</b>\tc</p>", "a b c", id="white space folds"),
        pytest.param("<pre>a\n  b</pre>", "a\nb", id="preformatted lines stay"),
        pytest.param(
            "<p>Marlowe &amp; Thread&nbsp;&lt;3 caf&eacute;</p>", "Marlowe & Thread\xa0<3 café", id="entities"
        ),
        pytest.param("<style>p{}</style><script>x()</script><title>t</title><p>a</p>", "a", id="what is not shown"),
        pytest.param('<div style="display: none">preview</div><p hidden>x</p>a', "a", id="hidden text"),
        pytest.param("<!-- note --><p>a</p>", "a", id="comments"),
        pytest.param("<b><i>a</b>b</i><p>c", "ab\n\nc", id="wrongly nested"),
        pytest.param("", "", id="nothing"),
        pytest.param("1 < 2 & 3 > 2\nok", "1 < 2 & 3 > 2\nok", id="no markup at all"),
    ],
)
def test_text(body: str, expected: str) -> None:
    assert html_to_text(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("a<blockquote>b</blockquote>c", "a\n>\nc", id="block quotes leave a mark"),
        pytest.param(
            'No.<div class="gmail_quote"><div>On Monday Kate wrote:</div><blockquote>q</blockquote></div>',
            "No.\nOn Monday Kate wrote:\n>",
            id="Gmail's answer",
        ),
        pytest.param(
            '<div class="gmail_quote"><blockquote>a dog?</blockquote>No.<blockquote>a cat?</blockquote>Yes.</div>',
            ">\nNo.\n>\nYes.",
            id="answers between quoted lines stay",
        ),
        pytest.param('a<div class="gmail_quote">forwarded</div>', "a\n>", id="Gmail's forward"),
        pytest.param('a<hr><div id="divRplyFwdMsg">From: x</div><p>old</p>', "a\n>", id="Outlook: all the rest"),
        pytest.param('a<div class="gmail_signature">Kate</div>', "a", id="signature"),
        pytest.param('a<div class="yahoo_quoted" id="y1">old</div>', "a\n>", id="Yahoo"),
    ],
)
def test_quotations_are_marked_in_mail(body: str, expected: str) -> None:
    assert html_to_text(body, mark_quotes=True) == expected


def test_quotations_stay_elsewhere() -> None:
    assert html_to_text("a<blockquote>b</blockquote>") == "a\n\nb"


@given(st.lists(st.text(st.characters(exclude_categories=["Cc", "Zs", "Zl", "Zp", "Cs"]), min_size=1)))
def test_escaped_lines_come_back(lines: list[str]) -> None:
    body = "<p>" + "<br>".join(map(html.escape, lines)) + "</p>"
    assert html_to_text(body) == "\n".join(lines)


@given(st.text("<>/ab!-\"'= dipv&;", max_size=80))
def test_any_markup_is_read(body: str) -> None:
    html_to_text(body, mark_quotes=True)


def test_deep_markup_is_refused() -> None:
    with pytest.raises(PayloadError, match="nests too many"):
        html_to_text("<div>" * 100_000)
