"""What a line of page furniture is called, by the words that pages everywhere use for it.

No name of a site stands here. A kind says what the line does (`more`, `comments`, `pager`...), and
`firm` whether the whole line says so or only some word of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

Kind = Literal[
    "more", "pager", "comments", "share", "nav", "breadcrumb", "notice", "subscribe", "copyright",
    "tags", "related", "feedback", "reading-time", "counter", "mail", "section", "caption",
    "symbols", "link", "label", "archive", "file", "contact",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Furniture:
    """A kind of page furniture, and whether nothing else can be meant."""

    kind: Kind
    firm: bool = True


def _whole(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\W*(?:{pattern})\W*", re.I)


_WHOLE: Final[tuple[tuple[Kind, re.Pattern[str]], ...]] = (
    (
        "more",
        _whole(
            r"(?:read|find out|see|view|show|learn) (?:more|the (?:full|whole|rest|complete) (?:\w+ ){0,3}\w+|full \w+|all)"
            r"(?: (?:about|on|at|of|from|»|>) ?.{0,60})?|(?:click )?(?:here )?(?:for )?(?:full|whole|complete) (?:story|article|text|post|report|release|details)(?: here)?"
            r"|more(?: (?:details|information|info))?|continue(?: reading(?: .{0,60})?)?|keep reading|more\.\.\.|details|permalink|permanent link|link|\(?more\)?|view (?:article|post|story|item|release)"
            r"|read (?:article|post|story|on|it|the (?:article|post|story|release))|go to (?:article|story)|download(?: (?:the|this|pdf|full|a|now|file|report|document|here).{0,40})?|source(?: link)?|view original"
        ),
    ),
    (
        "pager",
        _whole(
            r"pages?|page \d+(?: of \d+)?(?: .{0,30})?|(?:« ?)?(?:first|prev(?:ious)?|next|last|older|newer)(?: ?(?:page|posts?|entries|entry|stories|articles|news|items|article|story|post))?(?:\W+(?:first|prev(?:ious)?|next|last|older|newer|home|\d+)(?: ?(?:page|posts?|entries|stories|articles|news|items))?)*"
            r"|(?:\d{1,3}\W+)+\d{1,3}(?:\W*(?:next|last|»|›).{0,20})?|(?:showing|displaying|results?|items?) \d+ ?(?:-|–|to) ?\d+ (?:of|from) \d+.{0,20}|load more.{0,20}|(?:view|see) (?:more|all|older|newer) .{0,30}"
            r"|first\W+previous.*|.{0,12}previous\W*\d+.*next.{0,16}|all (?:news|stories|posts|articles)|back to (?:news|list|listing|results|all).{0,30}|more (?:news|stories|posts|articles)(?: »)?"
        ),
    ),
    (
        "comments",
        _whole(
            r"(?:\d+|no|one|zero|without|with \d+|leave a|leave your|post a|add a|add your|add(?: new)?|view|show all|read|be the first to|0)\s*(?:comments?|repl(?:y|ies)|responses?|reactions?)(?: \(\d+\))?(?: (?:so far|yet|»|on .{0,80}|to .{0,80}))?"
            r"|(?:comments?|responses|replies|discussion|reader comments|your comments)(?: ?[:(]? ?\(?\d+\)?)?(?: (?:are )?(?:closed|off|disabled).{0,20})?|comments? (?:on|for)\W*(?:[“\"'‘]|this\b).{0,80}|leave a (?:comment|reply).{0,30}|have your say.{0,40}|join the (?:discussion|conversation|debate).{0,30}"
            r"|[^.!?]{2,40} (?:says?|said|writes|wrote|commented|replied)(?:\W{0,3}| .{0,3}on .{0,40}:)|note: only .{0,40} may post a comment|you must be (?:logged in|registered|signed in).{0,60}|(?:please )?(?:log|sign) ?in (?:or register )?to (?:post|comment|leave).{0,40}|your email address will not be published.*|links to this post|create a link|trackbacks?(?: .{0,20})?|pingbacks?.{0,20}|subscribe to comments.{0,20}|post comment|report (?:this comment|abuse)|reply|<< ?home"
        ),
    ),
    (
        "share",
        _whole(
            r"(?:share|tweet|like|pin|email|e-mail|print|bookmark|recommend|send|save)(?: (?:this|it|on|to|via|page|with|article|story|post|by|a friend|friendly|version|link|by email)(?: .{0,30})?)?(?:\W+(?:share|tweet|like|pin|email|e-mail|print|facebook|twitter|linkedin|google\+?|reddit|whatsapp|digg|delicious|stumbleupon|rss|this|page|\d+))*"
            r"|(?:facebook|twitter|linkedin|google\+?|reddit|whatsapp|digg|del\.?icio\.?us|stumbleupon|pinterest|instagram|youtube|flickr|rss)(?:\W+(?:facebook|twitter|linkedin|google\+?|reddit|whatsapp|digg|delicious|stumbleupon|pinterest|email|print|rss|\d+|share|on|and))*"
            r"|like this:?|loading\.*|\d+ (?:shares?|likes?|tweets?|retweets?|votes?)|share this.{0,30}|follow (?:us|@).{0,40}|printer[- ]friendly.{0,20}|text size.{0,20}|rate this.{0,30}|add to favou?rites|listen(?: to this.{0,20})?"
        ),
    ),
    (
        "nav",
        _whole(
            r"home(?:page)?|contact(?: us)?|about(?: us)?|site ?map|search(?: (?:this|the|our) (?:site|website)| for| results.{0,30}| form)?|log ?(?:in|out|on)(?:.{0,20})?|sign (?:in|out)|register|join(?: us| now)?|menu|main menu|navigation|skip (?:to|navigation).{0,40}|(?:jump|go|back|return) to (?:the )?(?:top|content|main|navigation|home).{0,20}|top(?: of (?:the )?page)?|accessibility|a ?(?:-|to) ?z.{0,20}|help|faqs?|privacy.{0,30}|terms(?: (?:and|&|of) (?:conditions|use|service).{0,30})?|disclaimer|advertis(?:e|ing|ement)s?.{0,20}|careers|jobs|press|media cent(?:re|er)|you are here:?.{0,80}|close|open|toggle .{0,20}|hide|quick links|(?:category |tag |author |monthly |daily |yearly )?archives? (?:for|of|from|by)\b.{0,80}|(?:category|tag|author|monthly|daily|yearly) archives?\b.{0,80}|(?:posts|entries|articles|stories|items) (?:tagged|filed|categori[sz]ed|published|from|in the)\b.{0,80}|(?:you are )?(?:currently )?browsing\b.{0,80}|links|useful links|straight to\W*|in this section|on this page|view:|message:|font:|monospaced font|proportional font|print version|show .{0,20}menu|submit|go|(?:for )?immediate release|press releases?|news releases?|ends|embargo(?:ed)?\b.{0,60}|cancel|ok|select (?:an? |your )?(?:\w+ )?(?:language|category|month|year|option|page)|filter(?: by.{0,20})?|sort by.{0,30}|(?:select |change )?language|english|cymraeg|welcome(?: to (?:the|our) (?:web ?)?site.{0,30})?|newsletter|my account|basket|checkout"
            r"|(?:(?:home|news|about(?: us)?|contact(?: us)?|events|services|site ?map|help|search|login|log in|register|publications|resources|blogs?|membership|jobs|privacy|terms|accessibility|print version|rss|media|press|archive)\W+){2,}(?:\w+ ?){0,3}"
        ),
    ),
    (
        "subscribe",
        _whole(
            r"subscribe(?: (?:to|by|via|now|here|today|for)(?: .{0,80})?)?|sign ?up.{0,80}|(?:get|receive|view all) (?:our|the|all|email)? ?(?:news ?letters?|e-?bulletins?|email alerts?|updates).{0,80}|rss(?: feeds?)?.{0,20}|email alerts?.{0,30}|(?:atom|rss)(?: .{0,20})?|unsubscribe.{0,60}|to (?:un)?subscribe.{0,100}|manage (?:your )?(?:subscription|preferences).{0,40}|view (?:this|in) .{0,30}browser.{0,20}"
        ),
    ),
    (
        "copyright",
        re.compile(
            r"\W*(?:©|\(c\)|copyright(?=\W*(?:\(c\)|\d|of\b|notice|$|(?-i:[A-Z]{2,})|all|©))|all rights reserved|(?:proudly |site )?powered by|registered (?:charity|company|office|in england)|company (?:number|no|registration)|website by|site by|designed by|theme by|blog at wordpress|hosted by|crown copyright|vat (?:number|no|reg)).{0,200}|.{0,120}all rights reserved\W*.{0,40}|.{0,60}© ?(?:copyright )?\d{4}.{0,60}",
            re.I,
        ),
    ),
    (
        "tags",
        re.compile(
            r"\W*(?:tags?|tagged(?: (?:as|with|in|under))?|categor(?:y|ies)|topics?|filed (?:under|in)|posted (?:in|under)|published in|archived (?:in|under))(?:\s*:|\s+(?-i:(?=[A-Z#]))).{0,160}|\W*(?:topics?|labels?|keywords?|subjects?|themes?|sections?|more (?:about|on)|(?:document |content |news )?type|sectors?|organisations?|regions?|departments?|related topics?)\s*:.{0,160}|#\w+(?:\s+#\w+)+\W*|uncategori[sz]ed",
            re.I,
        ),
    ),
    (
        "related",
        _whole(
            r"(?:related|similar|associated)(?: (?:stories|articles?|news|content|links?|posts?|items|pages|topics|resources|information|documents|reading|coverage|publications|press releases|tags|companies|jobs|events)(?: .{0,30})?)?|more (?:from|on this|in|like this|by|about).{0,50}|(?:latest|recent|recently added|other|top|popular|featured|trending|previous|earlier|further|current|today's|breaking) (?:news|stories|posts?|articles?|headlines|blogs?|press releases|updates|tweets|comments|items|content|reading|entries|publications|jobs|events|features|links|resources|videos|white ?papers)(?: .{0,30})?"
            r"|most (?:read|popular|viewed|commented|shared|recent|emailed).{0,30}|you (?:may|might|could) (?:also |be )?(?:like|be interested|want|enjoy|interested).{0,40}|people also .{0,20}|(?:content|promoted|sponsored|advert|message|brought to you|partner|paid)(?: content)?(?: (?:from|by) (?:our )?.{0,40})?|see also\W*.{0,60}|also (?:in|on|see|read).{0,40}|elsewhere.{0,40}|recommended.{0,40}|don't miss.{0,20}|up next|read next|what to read next|next article|editor'?s? (?:picks?|choice)|archives?|blog ?roll|trending(?: now)?|popular|in other news|external links|related: .{0,80}|white ?papers?|upcoming events|events|twitter feed|about the author.{0,40}"
        ),
    ),
    (
        "feedback",
        re.compile(
            r"\W*(?:is there (?:anything|something) wrong with this page|website feedback|(?:was|is|did you find) this (?:page|article|information|content|answer)\b.{0,30}(?:helpful|useful)|rate this (?:page|article)|report (?:a|any) (?:problem|error|issue)s? .{0,30}|this form is for feedback|give (?:us )?(?:your )?feedback|help us improve|how can we improve|follow this link to|tell us what you think|(?:let us know|tell us) .{0,30}(?:page|website)|feedback$|do you have any feedback|found? (?:an )?error|thank you for your feedback|for anything else you can contact|don['’]t include personal|maybe$|yes this page|no this page).{0,160}",
            re.I,
        ),
    ),
    (
        "reading-time",
        re.compile(
            r".{0,120}?(?<![\d:.])-?\d{1,2}[\s-]?min(?:ute)?s?\.?(?: read(?:ing)?(?: time)?)?\W*|.{0,30}reading time\W.{0,20}",
            re.I,
        ),
    ),
    (
        "counter",
        _whole(
            r"(?:today|yesterday|this week|last week|this month|last month|all(?: days)?|total|visits?|visitors?|hits|views?|online|page views?|read|times read|viewed|reads)\W{0,3}[\d.,]+(?: times)?|[\d.,]+ (?:visits?|visitors?|hits|views?|reads|users online|page views).{0,20}|today is\b.{0,40}"
        ),
    ),
    (
        "mail",
        re.compile(
            r"(?:from|to|cc|bcc|subject|date|sent|reply-to|content-type|message-id|mime-version|parts/attachments|importance|attachments?|sender|x-[\w-]+)\s*:.{0,120}|\[log in to unmask\]|text/(?:plain|html).{0,40}|-+ ?(?:original|forwarded) message ?-+",
            re.I,
        ),
    ),
    (
        "notice",
        re.compile(
            r".{0,80}\b(?:(?:this|our|the) (?:web)?site uses? cookies|(?:we|this) (?:site )?(?:use|uses|set) (?:\w+ )?cookies|cookies? (?:policy|settings|preferences|notice)|(?:updated|about) our (?:privacy|cookie) policy|accept (?:all )?cookies|by (?:continuing|using|browsing) .{0,40}(?:site|website).{0,40}(?:agree|consent|accept)|enable javascript|javascript (?:is|must|to be)|your browser|this (?:news )?(?:article|page|story|item|content|press release|post) (?:was (?:last )?(?:published|written|updated)|is|has been) (?:more than|over|archived|out of date|no longer|\w+ years? old)|may no longer be (?:accurate|current|up to date)|archived (?:page|content|web ?site)|tracking pixel|advertisement)\b.*",
            re.I,
        ),
    ),
    (
        "archive",
        re.compile(r"[\W\d]*(?:[A-Z][a-z]{2,8}\.?,? )?(?:19|20)\d\d\s*[(\[]\d{1,4}[)\]]\W*", re.I),
    ),
    (
        "file",
        re.compile(
            r".{0,200}[\[( ,-](?:pdf|docx?|word|xlsx?|excel|csv|rtf|pptx?|zip)\b[^.]{0,20}(?:\d[\d.,]* ?(?:kb|mb|bytes?|k|m)\b).{0,20}|.{0,200}\.(?:pdf|docx?|xlsx?|csv|rtf|pptx?|zip)\W{0,3}|.{0,160}\((?:pdf|word|excel|csv|doc|xls)(?: .{0,20})?\)\W*|.{0,160}\b\d[\d.,]* ?[KkMm][Bb]\b\W*|.{0,160}\(\d[\d.,]* ?(?:kb|mb|bytes)\).{0,40}",
            re.I,
        ),
    ),
    (
        "section",
        re.compile(
            r"(?:\+{2,}|={2,}|\*{2,}|#{2,}|-{3,}|_{3,}).*|\[[^\[\]]{0,60}(?:ends|begins|starts)[^\[\]]{0,20}\]\W*|\[?(?:section|part) \w+(?: ends)?\]?\W*|.*(?:={3,}|-{4,}|\*{3,}|_{4,}|\+{3,})",
            re.I,
        ),
    ),
    (
        "caption",
        re.compile(
            r"\W*(?:photo(?:graph)?|image|picture|pic|source|credit|caption|illustration|video)(?: ?credits?| courtesy| by| source)?\s*:.{0,120}|\((?:source|photo|picture|image|via)\b[^()]{0,100}\)\W*|\W*(?:getty images|shutterstock|istock(?:photo)?|alamy|reuters|pa images?)\W*",
            re.I,
        ),
    ),
    (
        "label",
        re.compile(
            r"\W*(?:(?:date |first )?(?:published|posted|issued|released|updated|created)(?: (?:date|on|by|in))?|date|author|by|source|publication date|release date|written by|summary|article|story|body|title|headline)\s*:\W*",
            re.I,
        ),
    ),
    ("link", re.compile(r"\W*(?:url:?\s*|link:?\s*|https?://)?(?:https?://|www\.)\S+\W*", re.I)),
    ("symbols", re.compile(r"[\W\d_]{0,400}|\W*[A-Za-z]\W*")),
)
_BREADCRUMB: Final = re.compile(
    r"[^<>»›.!?]{1,60}(?:\s[>»›]{1,2}\s[^<>»›.!?]{1,80}){1,8}|\W*home\s*[/\\|>»:].{1,120}", re.I
)
_LOOSE: Final[tuple[tuple[Kind, re.Pattern[str]], ...]] = (
    (
        "notice",
        re.compile(
            r"\b(?:cookies?|javascript|privacy policy|terms (?:and conditions|of use))\b", re.I
        ),
    ),
    (
        "subscribe",
        re.compile(
            r"\b(?:(?:un)?subscrib(?:e|ing)|(?:leave|join|removed from) (?:this|the|our) (?:mailing )?list|newsletters?|mailing list|forward (?:this|it)|rss feed|email addresses)\b",
            re.I,
        ),
    ),
    (
        "contact",
        re.compile(
            r"^\W*(?:tel(?:ephone)?|fax|e-?mail|phone|call|contact|press (?:contact|office|enquiries)|for (?:further|more) information)\b(?=.*[\d@:]).{0,120}",
            re.I,
        ),
    ),
    (
        "share",
        re.compile(
            r"\b(?:click here|click on|follow us|social media icons?|print this|site map|contact us)\b",
            re.I,
        ),
    ),
    ("nav", re.compile(r"\b(?:logo|email discussion lists|archives$|print version)\b", re.I)),
)
_MORE_TAIL: Final = re.compile(
    r"[\s.…>»\[(]*\s[\[(]?(?:read (?:more|on|the full (?:story|article|post))|continue reading|full story|more|\(more\))[\])]?(?:\s*(?:\.{2,3}|…|»|>+|→|›))*\s*$",
    re.I,
)
_MORE_TITLE: Final = re.compile(
    r"\W*(?:read more|continue reading|full story|more)\s*[:–-]\s*(?P<title>\S.{5,160})", re.I
)
_SAFE_TAIL: Final = re.compile(r"(?:\.{2,}|…|\]|[.!?][\"”’)]?)\s*$")


@lru_cache(maxsize=4096)
def furniture(text: str) -> Furniture | None:
    """Return what kind of page furniture a line is, or None where it may be news."""
    if len(text) > 1200:
        return None
    if len(text) <= 260:
        for kind, pattern in _WHOLE:
            if kind != "notice" and pattern.fullmatch(text):
                return Furniture(kind, firm=kind != "more" or not text.endswith(":"))
        if _BREADCRUMB.fullmatch(text):
            return Furniture("breadcrumb")
    notice = _NOTICE.match(text)
    if notice:
        return Furniture("notice")
    if len(text) <= 160:
        for kind, pattern in _LOOSE:
            if pattern.search(text):
                return Furniture(kind, firm=False)
    return None


_NOTICE: Final = dict(_WHOLE)["notice"]


def strip_more(text: str) -> tuple[str, bool]:
    """Return the text without a "read more" glued to its end, and whether there was one."""
    tail = text[-60:]
    hit = _MORE_TAIL.search(tail)
    if not hit or hit.start() == 0:
        return text, False
    kept = text[: len(text) - len(tail) + hit.start()]
    gap = tail[hit.start() :]
    dots = re.match(r"\s*(?:\[?(?:\.{2,}|…)\]?|[.])", gap)
    kept += dots.group() if dots else ""
    word = gap.strip(" .…>»[]()→›").lower()
    if (
        word == "more"
        and not _SAFE_TAIL.search(kept)
        and not re.search(r"[>»→›.…\[(]\s*more|more\s*[\])>»→›.…]", gap, re.I)
    ):
        return text, False  # "councils that want more" is how a sentence may end
    return kept.rstrip(), True


def more_title(text: str) -> str | None:
    """Return the headline that a "Read more: ..." line carries, if it does."""
    hit = _MORE_TITLE.fullmatch(text) if len(text) <= 200 else None
    return hit["title"].strip() if hit else None
