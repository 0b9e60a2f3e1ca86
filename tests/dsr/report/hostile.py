"""Texts that try to break out: of a page, of a spreadsheet, of a folder."""

MARKUP = [
    "<script>window.ran=1</script>",
    "</dd></dl><script>window.ran=1</script>",
    "\"><img src=x onerror=window.ran=1>",
    "' onmouseover='window.ran=1' x='",
    "<img src=http://127.0.0.1:{port}/leak>",
    "<link rel=stylesheet href=http://127.0.0.1:{port}/leak>",
    "<iframe src=javascript:window.ran=1></iframe>",
    "<iframe srcdoc='<script>parent.ran=1</script>'></iframe>",
    "<svg onload=window.ran=1>",
    "<svg><script>window.ran=1</script></svg>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=window.ran=1>",
    "<style>@import 'http://127.0.0.1:{port}/leak';</style>",
    "<base href=http://127.0.0.1:{port}/>",
    "<meta http-equiv=refresh content='0;url=http://127.0.0.1:{port}/leak'>",
    "<form action=http://127.0.0.1:{port}/leak><input autofocus onfocus=this.form.submit()>",
    "<object data=http://127.0.0.1:{port}/leak></object>",
    "<body onload=window.ran=1>",
    "<details open ontoggle=window.ran=1>",
    "<video src=http://127.0.0.1:{port}/leak autoplay onerror=window.ran=1>",
    "<a href=javascript:window.ran=1>x</a>",
    "javascript:window.ran=1",
    "&lt;script&gt;window.ran=1&lt;/script&gt;",
    "&#60;script&#62;window.ran=1",
    "\u202e<script>window.ran=1</script>",
    "<scr\0ipt>window.ran=1</scr\0ipt>",
    "<!--><script>window.ran=1</script>-->",
    "]]><script>window.ran=1</script>",
    "</title><script>window.ran=1</script>",
    "</style><script>window.ran=1</script>",
    "<template><script>window.ran=1</script></template>",
    "<noscript><p title=\"</noscript><img src=x onerror=window.ran=1>\">",
    "<xss style=animation-name:x onanimationstart=window.ran=1>",
    "{{constructor.constructor('window.ran=1')()}}",
    "${window.ran=1}",
]  # fmt: skip
HOSTILE = [
    *MARKUP,
    *(f"{one} {two}" for one, two in zip(MARKUP, MARKUP[1:] + MARKUP[:1], strict=True)),
    *(one.upper() for one in MARKUP[:32]),
]

STARTS = ["=", "+", "-", "@", "\t=", "\r=", "\n=", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\u2212", "\ufe66"]
BEFORE = ["", " ", "   ", "\u00a0", "\u3000", "\u200b", "\ufeff", "\u202e", "'", '"', "\x00", "\u2003"]
ENDS = ['HYPERLINK("http://x","y")', "cmd|' /C calc'!A0", "1+1", "SUM(1,2)", 'A1";B1']
FORMULAS = [f"{before}{start}{end}" for before in BEFORE for start in STARTS for end in ENDS]

NAMES = [
    "../../x", "..\\..\\x", "/etc/passwd", "C:\\x", "C:x", "\\\\host\\x", "x\0.pdf", "CON", "nul.txt", "a" * 300 + ".pdf", "\u202egpj.exe",
    "x.pdf/../../y", "", ".", "..", "~/x", "%2e%2e%2fx", "x:y", "x\n.pdf", "x\r\ny", "<img src=x>.png", "=1+1.csv", "x.html", "x.svg",
    "x.PDF", "x.pdf.exe", "-rf", "$(x).txt", "`x`.txt", "x|y", "x*?", "\ud800.pdf", "aux.", "com1", "a/b/c.txt", "./x", "x/", "//x", "\t", "x.",
]  # fmt: skip
