import type { RefusalTexts } from "../../../platform/http/route.ts";

export const centreRefusals: RefusalTexts = {
  CENTRE_PAPER_RUNNING: {
    status: 409,
    zh: "纸质备用册正在制作。",
    en: "The paper fall-back is being made already.",
  },
  CENTRE_PAPER_GONE: {
    status: 410,
    zh: "磁盘上已经没有这个文件，请重新制作。",
    en: "This file is no longer on disk: make the paper anew.",
  },
};
