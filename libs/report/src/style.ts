import { variables } from './plots/palette.js';

/** The page's style sheet: system fonts, light or dark by the reader's setting, always light in print. */
export const style = `
:root{color-scheme:light dark;${variables(0)}--page:#f6f1e7;--accent:#a33524;--good:#2c6a1e;--bad:#a92a18;--border:#e0d7c6;--warn:#fbecd0}
@media screen and (prefers-color-scheme:dark){:root{${variables(1)}--page:#17140f;--accent:#f2886c;--good:#9ed483;--bad:#ff9c85;--border:#38322a;--warn:#3a2d14}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:6rem}
body{margin:0;background:var(--page);color:var(--text);font:1rem/1.55 system-ui,"Segoe UI",Roboto,"DejaVu Sans","Noto Sans CJK SC",sans-serif;overflow-wrap:anywhere}
header,main,footer{max-width:84rem;margin:0 auto;padding:0 clamp(1rem,3vw,2.5rem)}
header{padding-top:2.2rem;padding-bottom:.4rem}
.kicker{margin:0;color:var(--accent);font-size:.85rem;font-weight:600;letter-spacing:.04em}
h1,h2,h3{line-height:1.2;text-wrap:balance;font-family:"Iowan Old Style","Palatino Linotype",Palatino,Georgia,"DejaVu Serif","Noto Serif CJK SC",serif}
h1{font-size:clamp(1.7rem,4.5vw,2.6rem);margin:.2rem 0 .5rem}
h2{font-size:1.5rem;margin:0 0 .8rem}
h3{font-size:1.15rem;margin:2.2rem 0 .4rem}
p{max-width:72ch}
a{color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:4px}
.skip{position:absolute;left:-99rem}
main:focus{outline:none}
.skip:focus{left:1rem;top:.5rem;background:var(--surface);padding:.5rem 1rem;z-index:9}
nav{position:sticky;top:0;z-index:5;background:var(--page);border-bottom:1px solid var(--border)}
nav ul{display:flex;flex-wrap:wrap;gap:.15rem 1.4rem;list-style:none;max-width:84rem;margin:0 auto;padding:.55rem clamp(1rem,3vw,2.5rem)}
nav a{color:var(--text);text-decoration:none;font-size:.92rem;padding:.1rem 0;display:inline-block}
nav a:hover{color:var(--accent);text-decoration:underline}
main>section{background:var(--surface);border:1px solid var(--border);border-radius:14px;padding:clamp(1rem,2.6vw,2rem);margin:1.4rem 0}
main>section.headline{background:none;border:0;padding:0}
.scores{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,19rem),1fr));gap:1rem}
.score{background:var(--surface);border:1px solid var(--border);border-radius:14px;padding:1.3rem 1.5rem}
.score h2{font-size:1.05rem;font-family:inherit;font-weight:600;margin:0}
.score p{margin:.3rem 0 0;color:var(--muted);font-size:.9rem}
.score .figure{font-size:clamp(3rem,9vw,4.4rem);font-weight:700;line-height:1.1;letter-spacing:-.03em;font-variant-numeric:tabular-nums;color:var(--c)}
.score.source{--c:var(--source)}.score.target{--c:var(--target)}.score.drawn{--c:var(--line)}
.gauge{height:.5rem;border-radius:1rem;background:var(--grid);overflow:hidden;margin:.5rem 0 .6rem}
.gauge span{display:block;height:100%;background:var(--c);border-radius:1rem}
.facts{display:flex;flex-wrap:wrap;gap:.6rem 2.4rem;margin:1.3rem 0 .6rem}
.facts dt{color:var(--muted);font-size:.82rem}
.facts dd{margin:0;font-weight:600}
.note,.quiet,figcaption{color:var(--muted)}
.note,figcaption{font-size:.92rem}
.warning{background:var(--warn);border:1px solid var(--border);border-radius:10px;padding:.7rem 1rem;max-width:none}
ul.warning{padding-left:2.2rem}
figure{margin:0}
.plot svg{display:block;width:100%;height:auto;max-width:68rem}
.plot{margin:.4rem 0}
.narrow{display:none}
.narrow svg{max-width:32rem}
.phases{display:flex;flex-wrap:wrap;gap:.1rem 2.2rem;margin:.2rem 0 .6rem;padding-left:1.3rem;color:var(--text)}
.multiples{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,18.5rem),1fr));gap:1rem 1.4rem}
.multiples svg{max-width:26rem}
.film{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,20rem),1fr));gap:1.2rem;list-style:none;padding:0;margin:1rem 0 0}
img{max-width:100%;height:auto}
.film img,.picture img{display:block;width:100%;border:1px solid var(--border);border-radius:6px;background:#fff}
@media(min-width:1100px){.picture{display:grid;grid-template-columns:minmax(0,max-content) minmax(15rem,1fr);gap:1.8rem}.picture figcaption{margin-top:0!important}}
.picture{margin:1.6rem 0}
.picture img{width:auto;max-width:100%}
.picture figcaption{max-width:80ch;margin-top:.5rem}
details{margin:.8rem 0 0}
.tools{display:flex;flex-wrap:wrap;gap:.2rem 1.4rem}
.tools details{max-width:100%}
.tools details[open]:not(.save){flex-basis:100%}
.save{margin-left:auto!important}
.save[open]{display:flex}
.multiples .tools{margin-top:-.5rem}
.multiples .save>summary{font-size:.8rem}
button{font:inherit;font-size:.82rem;color:var(--text);background:var(--page);border:1px solid var(--rule);border-radius:6px;padding:.1rem .55rem;margin:.3rem .4rem 0 0;cursor:pointer}
button:hover{border-color:var(--accent);color:var(--accent)}
.tip{position:fixed;z-index:20;max-width:min(24rem,90vw);padding:.3rem .6rem;border-radius:6px;background:var(--text);color:var(--page);font-size:.85rem;line-height:1.35;pointer-events:none;visibility:hidden;left:0;top:0}
.tip.shown{visibility:visible}
.plot path[opacity="0"]:hover{fill:var(--muted);opacity:.14}
.live{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;margin:.6rem 0 .2rem;padding:.5rem .9rem;width:fit-content;max-width:100%;border:1px solid var(--border);border-radius:10px;background:var(--warn);font-size:.92rem}
.live label{cursor:pointer}
.verdicts{padding-left:1.2rem;max-width:84ch}
.verdicts.plain{list-style:none;padding:0;margin:0 0 1.2rem}.verdicts.plain li{margin:.4rem 0}
summary{cursor:pointer;color:var(--accent);font-size:.92rem;width:fit-content;padding:.15rem 0}
.scroll{overflow-x:auto;max-width:100%;margin:.8rem 0}
table{border-collapse:collapse;font-size:.92rem;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--muted);padding-bottom:.4rem}
caption span{position:sticky;left:0;display:inline-block;max-width:min(72ch,calc(100vw - 4.5rem))}
th,td{overflow-wrap:break-word;padding:.35rem .9rem .35rem 0;border-bottom:1px solid var(--border);text-align:right;vertical-align:top}
th:first-child{text-align:left;font-weight:500;min-width:8.5rem;max-width:24rem}
thead th{color:var(--muted);font-weight:600}
.good{color:var(--good)}.bad{color:var(--bad)}
.good,.bad{font-weight:600;white-space:nowrap}
.good span,.bad span{font-weight:400;font-size:.88em}
.shades{display:inline-flex;align-items:center;gap:1px;white-space:nowrap;margin-right:.8rem}
.shades i{width:1.1rem;height:.8rem;display:inline-block}
.confusions{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,20rem),1fr));gap:1rem;list-style:none;padding:0}
.confusion,.card{border:1px solid var(--border);border-radius:10px;padding:.8rem;background:var(--page)}
.pair{margin:0 0 .5rem;font-size:.95rem;line-height:1.35}
.truth{font-weight:600}.guess{font-weight:600;color:var(--target)}
.as{color:var(--muted)}
.trio{display:grid;grid-template-columns:repeat(3,1fr);gap:.6rem}
.trio figcaption{font-size:.8rem;line-height:1.3;margin-top:.25rem}
.trio img,.card img,.missing{width:100%;aspect-ratio:1;object-fit:contain;background:#8883;border-radius:6px;display:block;image-rendering:pixelated}
.missing{display:grid;place-items:center;color:var(--muted);font-size:.75rem;border:1px dashed var(--rule);background:none}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(8.6rem,1fr));gap:.9rem;list-style:none;padding:0}
.card p{margin:.35rem 0 0;font-size:.85rem;line-height:1.3}
.file{color:var(--muted);font-size:.72rem!important}
.setup{display:grid;grid-template-columns:minmax(6rem,max-content) 1fr;gap:.3rem 1.4rem;margin:0}
.setup dt{color:var(--muted)}.setup dd{margin:0}
code{font:.88em/1.5 ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
pre{background:var(--page);border:1px solid var(--border);border-radius:8px;padding:1rem;white-space:pre-wrap;margin:.6rem 0 0}
footer{color:var(--muted);font-size:.88rem;padding-bottom:3rem}
@media(max-width:620px){th,td{padding-right:.5rem}table{font-size:.86rem}th:first-child{min-width:6.5rem}.good>span,.bad>span{display:block}.wide{display:none}.narrow{display:block}.setup{grid-template-columns:1fr;gap:0}.setup dd{margin-bottom:.5rem}nav{position:static}}
@media print{:root{--page:#fff;--surface:#fff}nav,.skip,.tools,.tip,.live label{display:none}body{font-size:10pt}main>section{border:0;padding:0}.card,.confusion,figure,tr{break-inside:avoid}h2,h3{break-after:avoid}.wide{display:block}.narrow{display:none}.scroll{overflow:visible}details:not([open]){display:none}.picture img{max-height:15cm}a{color:inherit}}
`;
