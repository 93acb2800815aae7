/**
 * Words of policies for offices, with the kinds of the platform's organisations that they mean. The first that fits holds. Source: the
 * five founding documents and 国办发〔2018〕8号; an office's reform (质监 → 市场监管, 安监 → 应急) stands as an older word.
 */
export const unitKinds: readonly { readonly words: RegExp; readonly kinds: readonly string[] }[] = [
  { words: /(市场监管|市场监督管理|质监|质量技术监督|质监部门)(所)$/, kinds: ["supervision-office"] },
  { words: /省(级)?(市场监管|市场监督管理|质监|质量技术监督)/, kinds: ["supervision-province"] },
  { words: /(县|区)(市场监管|市场监督管理|质监)/, kinds: ["supervision-county"] },
  { words: /市(级)?(市场监管|市场监督管理|质监)/, kinds: ["supervision-city", "supervision"] },
  {
    words: /市场监管|市场监督管理|质监|质量技术监督|特种设备安全监管/,
    kinds: ["supervision-city", "supervision-county", "supervision"],
  },
  { words: /住建|住房|城乡建设|房管|房产管理|房屋管理|物业主管|物业管理(行政)?主管/, kinds: ["department-housing"] },
  { words: /教育|教体|教委/, kinds: ["department-education"] },
  { words: /卫生|卫健|医疗/, kinds: ["department-health"] },
  { words: /公安|警/, kinds: ["department-police"] },
  { words: /民政/, kinds: ["department-civil-affairs"] },
  { words: /交通|轨道/, kinds: ["department-transport"] },
  { words: /商务|商业/, kinds: ["department-commerce"] },
  { words: /行政审批|政务服务/, kinds: ["department-approval"] },
  { words: /应急|安监|安全生产监督/, kinds: ["department-emergency"] },
  { words: /消防/, kinds: ["department-fire"] },
  { words: /规划|自然资源|国土/, kinds: ["department-planning"] },
  { words: /文化|旅游|文广|文旅/, kinds: ["department-culture-tourism"] },
  { words: /体育/, kinds: ["department-sport"] },
  { words: /国资|国有资产/, kinds: ["department-state-assets"] },
  { words: /街道(办|办事处)?$|街道办事处/, kinds: ["street-office"] },
  { words: /乡镇|镇人民政府|乡人民政府|镇政府/, kinds: ["township", "street-office"] },
  { words: /社区|居委会|村委会/, kinds: ["community"] },
  { words: /人民政府|政府|安委会/, kinds: ["government"] },
  { words: /检验(检测)?机构|特检|检验所|检验院/, kinds: ["inspection"] },
  { words: /检测机构/, kinds: ["testing", "inspection"] },
  { words: /行业协会|协会/, kinds: ["association"] },
  { words: /应急处置中心|救援中心|96333|应急救援指挥/, kinds: ["rescue-centre"] },
  { words: /保险/, kinds: ["insurer"] },
];

/** Spellings that mean the same office. */
export const sameWords: readonly (readonly [RegExp, string])[] = [
  [/市场监管|市监/g, "市场监督管理"],
  [/住建|住房建设|住房和城乡建设|住房城乡建设|城建/g, "住房建设"],
  [/卫健|卫计|卫生计生|卫生和计划生育/g, "卫生健康"],
  [/发改/g, "发展改革"],
  [/城管执法|城管/g, "城市管理"],
  [/经信/g, "经济信息化"],
  [/人社/g, "人力资源社会保障"],
  [/街道办(?!事处)/g, "街道办事处"],
  [/管理部门|主管部门|行政部门|部门|管理局|委员会|总局|厅|局|委/g, ""],
  [/管理$/g, ""],
  [/和|与/g, ""],
];
