/* tell/html_style.c — the style sheet of the HTML report: light and dark, a phone's width, A4. */
#include "tell/doc.h"

#include "base/banned.h"

/* clang-format off: rules stand as they are read */
/* One rule set a string: no string is longer than a compiler has to take. */
static const char *const style[] = {
    ":root{color-scheme:light "
    "dark;--bg:#fbfbf9;--ink:#1d2124;--soft:#5b646b;--line:#d9dcd8;--panel:#fff;--link:#0b5394;--mark:#fff1b8;--sea:#"
    "e9eff3;--land:#f7f5ee;"
    "--edge:#a9aca4;--dot:#b3261e;--future:#1f4e9c;--denied:#9c1f1f;--doubt:#7a5200;--done:#1d6b35;"
    "--q1:#7fb3a6;--q2:#1f7a66;--q3:#e6a57a;--q4:#b3401e;--s1:#0b5394;--s2:#b3401e;--s3:#1f7a66;--s4:#7a3b8f;--s5:#"
    "8a6d00;--s6:#4a5157;--s7:#8b9399}\n",
    "@media(prefers-color-scheme:dark){:root{--bg:#15181a;--ink:#e8e8e4;--soft:#a3abb1;--line:#363c40;--panel:#1d2124;-"
    "-link:#8ab8ec;--mark:#4d4314;--sea:#1b2329;"
    "--land:#2a2e2c;--edge:#60676a;--dot:#f0776c;--future:#9dbcf5;--denied:#f5a3a3;--doubt:#e6c36a;--done:#86d49c;"
    "--q1:#4f8f80;--q2:#7fd0bb;--q3:#a56a44;--q4:#f0936c;--s1:#8ab8ec;--s2:#f0936c;--s3:#7fd0bb;--s4:#cf9ae0;--s5:#"
    "dcc35a;--s6:#c0c6ca;--s7:#8b9399}}\n",
    "*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,\"Segoe "
    "UI\",Roboto,\"Liberation Sans\",Arial,sans-serif;"
    "overflow-wrap:break-word}\n",
    "main{max-width:54rem;margin:0 auto;padding:1rem 1.2rem 4rem}nav{max-width:54rem;margin:0 auto;padding:.6rem "
    "1.2rem 0;font-size:.85rem}"
    "nav ol{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:.1rem 1rem}nav li{margin:.1rem 0}\n",
    "a{color:var(--link)}a:focus-visible,summary:focus-visible,.scroll:focus-visible{outline:3px solid "
    "var(--link);outline-offset:2px}"
    "h1{font-size:1.7rem;line-height:1.2;margin:.6rem 0 .4rem}h2{font-size:1.3rem;margin:2.2rem 0 "
    ".6rem;padding-top:.5rem;border-top:3px solid var(--ink);line-height:1.25}"
    "h3{font-size:1.05rem;margin:1.5rem 0 .35rem}p{margin:.4rem 0}ul{margin:.4rem "
    "0;padding-left:1.2rem}li{margin:.45rem 0}li .soft{font-size:.86rem}\n",
    "h1+p{font-size:1.02rem}.soft{color:var(--soft)}q{quotes:\"\\201c\" \"\\201d\"}"
    ".tag{display:inline-block;font-size:.78rem;line-height:1.25;padding:.05rem .4rem;border:1px solid "
    "currentColor;border-radius:.7rem;white-space:normal}"
    ".tag.plain{color:var(--soft)}.tag.future{color:var(--future);border-style:dashed}.tag.denied{color:var(--denied)}."
    "tag.doubt{color:var(--doubt);border-style:dotted}"
    ".tag.done{color:var(--done)}\n",
    ".cite{font-size:.72em;vertical-align:.35em;line-height:0;text-decoration:none;padding:0 "
    ".12em;margin-left:.1em}.cite:before{content:\"[\"}.cite:after{content:\"]\"}"
    ".cite:hover{text-decoration:underline}.cite:target{outline:2px solid var(--link)}\n",
    ".cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(15.5rem,1fr));gap:.7rem;margin:.6rem 0 1rem}"
    ".card{background:var(--panel);border:1px solid var(--line);border-left:4px solid "
    "var(--dot);border-radius:.3rem;padding:.5rem .8rem .6rem}.card p{margin:0}"
    ".card .what{font-size:.82rem;color:var(--soft)}.card .value{font-size:1.45rem;line-height:1.25}.card "
    ".who{font-size:.88rem}"
    ".card .others{font-size:.82rem;margin-top:.4rem;padding-top:.35rem;border-top:1px solid var(--line)}\n",
    ".scroll{overflow-x:auto;margin:.5rem "
    "0}table{border-collapse:collapse;width:100%;font-size:.88rem;font-variant-numeric:tabular-nums}"
    "th,td{text-align:left;vertical-align:top;padding:.3rem .6rem .3rem 0;border-bottom:1px solid "
    "var(--line);overflow-wrap:break-word}"
    "thead th{font-size:.78rem;color:var(--soft);border-bottom:2px solid var(--line)}tbody th{font-weight:400}\n",
    "details{margin:.5rem 0}summary{cursor:pointer;color:var(--link);font-size:.88rem}\n",
    "figure{margin:.6rem 0 "
    "1.2rem}figcaption{font-size:.85rem;color:var(--soft);margin-top:.3rem}svg{display:block;width:100%;height:auto;"
    "background:var(--panel);"
    "border:1px solid var(--line);border-radius:.3rem}svg text{font:12px system-ui,\"Liberation "
    "Sans\",Arial,sans-serif;fill:var(--ink)}\n",
    ".sea{fill:var(--sea)}.land{fill:var(--land);stroke:var(--edge);stroke-width:1;stroke-linejoin:round}.hatchline{"
    "stroke:var(--dot);stroke-width:1;opacity:.28;fill:none}"
    ".dot{fill:var(--dot);fill-opacity:.55;stroke:var(--panel);stroke-width:1}a:hover .dot,a:focus "
    ".dot{fill-opacity:.9}svg .lbl{font-weight:600;paint-order:stroke;"
    "stroke:var(--land);stroke-width:3px;stroke-linejoin:round}svg "
    ".country{fill:var(--soft);letter-spacing:.12em;font-size:11px;text-transform:uppercase}\n",
    ".axis{stroke:var(--ink);fill:none}.grid{stroke:var(--line);fill:none}svg .tick{fill:var(--soft);font-size:11px}"
    "rect.q1{fill:var(--q1)}rect.q2{fill:var(--q2)}rect.q3{fill:var(--q3)}rect.q4{fill:var(--q4)}"
    ".s1{--c:var(--s1)}.s2{--c:var(--s2)}.s3{--c:var(--s3)}.s4{--c:var(--s4)}.s5{--c:var(--s5)}.s6{--c:var(--s6)}.s7{--"
    "c:var(--s7)}"
    ".line{fill:none;stroke:var(--c);stroke-width:2}.line.s2{stroke-dasharray:7 3}.line.s3{stroke-dasharray:2 "
    "3}.line.s4{stroke-dasharray:9 3 2 3}"
    ".line.s5{stroke-dasharray:1 4}.range{fill:none;stroke:var(--c);stroke-width:5;opacity:.3}"
    "circle.full{fill:var(--c);stroke:var(--panel)}circle.hollow{fill:var(--panel);stroke:var(--c);stroke-width:2}\n",
    ".legend{font-size:.82rem;margin:.4rem 0}.key{margin-right:1rem;white-space:nowrap}.key "
    "i{display:inline-block;width:.8em;height:.8em;margin-right:.35em;"
    "border-radius:50%;background:var(--c);border:2px solid var(--c)}.key i.hollow{background:var(--panel)}.key "
    ".q1{--c:var(--q1);border-radius:0}"
    ".key .q2{--c:var(--q2);border-radius:0}.key .q3{--c:var(--q3);border-radius:0}.key "
    ".q4{--c:var(--q4);border-radius:0}\n",
    ".source{background:var(--panel);border:1px solid var(--line);border-radius:.3rem;padding:.6rem 1rem;margin:.8rem "
    "0}.source h3{margin:.1rem 0}.source .soft{font-size:.82rem}"
    ".source "
    ".text{white-space:pre-line;font-size:.93rem;line-height:1.55}mark{background:var(--mark);color:inherit}mark:"
    "target{outline:3px solid var(--dot);outline-offset:1px}"
    "mark,.cite{scroll-margin-top:5rem}.back{font-size:.72rem;vertical-align:.3em;text-decoration:none;margin-left:."
    "2em}.back:before{content:\"\\2191\"}.paper{display:none}\n",
    "@media(min-width:76rem){nav{position:fixed;left:1rem;top:1.2rem;width:11rem;padding:0}nav ol{display:block}nav "
    "li{margin:.35rem 0}}\n",
    "@media(max-width:36rem){body{font-size:15px}main{padding:.6rem .8rem "
    "3rem}th,td{padding-right:.45rem}table{min-width:34rem}nav "
    "ol{flex-wrap:nowrap;overflow-x:auto;white-space:nowrap;padding-bottom:.3rem}}\n",
    "@page{size:A4;margin:16mm 15mm}\n",
    "@media "
    "print{:root{color-scheme:light;font-size:9.5pt}body{font-size:9.5pt;background:#fff;color:#000}main{max-width:"
    "none;padding:0}nav,.texts,details,.back{display:none}.paper{display:block}"
    ".paper li{margin:.1rem "
    "0;font-size:8pt;break-inside:avoid}h1{font-size:17pt}h2{font-size:13pt;margin-top:14pt;break-after:avoid}h3{break-"
    "after:avoid}"
    "li,tr,figure,.card{break-inside:avoid}a{color:inherit;text-decoration:none}.cards{grid-template-columns:repeat(3,"
    "1fr)}thead{display:table-header-group}"
    ".scroll{overflow:visible}table{font-size:8.5pt;min-width:0}svg{max-height:105mm}}\n",
};
/* clang-format on */

void doc_html_style(buf *out)
{
    for (size_t i = 0; i < sizeof style / sizeof style[0]; i++) buf_add_sv(out, sv_of(style[i]));
}
