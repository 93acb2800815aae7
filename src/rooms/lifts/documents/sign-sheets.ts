import { renderPdf } from "../../../platform/files/pdf/pdf.ts";
import type { PdfTemplate } from "../../../platform/files/pdf/pdf-template.ts";
import { qrSvg } from "../../../platform/files/pdf/qr-code.ts";

/** What a sign in the car says; the address of the code holds the page's long token. */
export type Sign = {
  readonly rescueCode: string;
  readonly place: string;
  readonly registerCode: string;
  readonly pageUrl: string;
};
export type SignLayout = "sign" | "labels";

/**
 * PDF of signs for the cars: `sign`, one A6 a lift, to be put up behind the operating panel; `labels`, three by seven on an A4
 * sheet for a printer of stickers (63.5 × 38.1 mm). Large digits, the centre's number, the code to scan (CPASE M 001-2015, annex L, recalled).
 */
export function renderSigns(layout: SignLayout, rescueNumber: string, signs: readonly Sign[]): Promise<Uint8Array> {
  const data = {
    number: rescueNumber,
    signs: signs.map(({ pageUrl, ...sign }) => ({ ...sign, digits: grouped(sign.rescueCode), qr: qrSvg(pageUrl) })),
  };
  return renderPdf(layout === "sign" ? signTemplate : labelTemplate, data);
}

/** Six digits are read out as two threes. */
const grouped = (code: string): string => (/^\d{6}$/.test(code) ? `${code.slice(0, 3)} ${code.slice(3)}` : code);

const signTemplate: PdfTemplate = {
  name: "signs",
  source: `
#set document(title: "电梯应急救援标识", date: none)
#set page(width: 105mm, height: 148mm, margin: (x: 8mm, y: 8mm))
#set text(11pt)
#set par(leading: 0.45em)
#for (i, sign) in data.signs.enumerate() {
  if i > 0 { pagebreak() }
  align(center)[
    #text(17pt, weight: 700)[电梯困人　请勿惊慌]
    #v(-2mm)
    #text(9pt)[Trapped? Stay calm. Scan or call.]
    #v(1mm)
    #image(bytes(sign.qr), format: "svg", width: 52mm)
    #v(0mm)
    #text(9pt)[扫码报警，救援人员立即知道您的位置]
    #v(1mm)
    #grid(columns: (1fr, 1fr), column-gutter: 4mm,
      [#text(9pt)[救援电话 Call] #linebreak() #text(24pt, weight: 700)[#data.number]],
      [#text(9pt)[电梯识别码 Lift code] #linebreak() #text(24pt, weight: 700)[#sign.digits]])
    #v(1mm)
    #text(9pt)[不扒门，不攀爬，等待救援 · Do not force the doors]
  ]
  v(1fr)
  line(length: 100%, stroke: 0.4pt + luma(150))
  text(7.5pt, fill: luma(60))[#sign.place #h(1fr) #sign.registerCode]
}
`,
};

const labelTemplate: PdfTemplate = {
  name: "labels",
  source: `
#set document(title: "电梯识别码标签", date: none)
#set page(paper: "a4", margin: (left: 7.2mm, right: 7.2mm, top: 15.1mm, bottom: 15.1mm))
#set text(7pt)
#set par(leading: 0.35em)
#grid(columns: (63.5mm,) * 3, rows: 38.1mm, column-gutter: 2.5mm,
  ..data.signs.map(sign => block(width: 63.5mm, height: 38.1mm, inset: 2.5mm, clip: true)[
    #grid(columns: (27mm, 1fr), column-gutter: 2.5mm,
      image(bytes(sign.qr), format: "svg", width: 27mm),
      [
        #text(7pt)[电梯识别码]
        #linebreak()
        #text(17pt, weight: 700)[#sign.digits]
        #linebreak()
        #text(7pt)[救援电话]
        #linebreak()
        #text(13pt, weight: 700)[#data.number]
        #linebreak()
        #text(6pt, fill: luma(60))[#sign.place]
      ])
  ]))
`,
};
