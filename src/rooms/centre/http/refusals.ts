import type { RefusalTexts } from "../../../platform/http/route.ts";

export const centreRefusals: RefusalTexts = {
  CENTRE_PAPER_RUNNING: {
    status: 409,
    zh: "纸质备用册正在制作。",
    en: "The paper fall-back is being made already.",
  },
  CENTRE_PERSON_ONLY: {
    status: 403,
    zh: "值班须由本人登录操作。",
    en: "A shift is a person's own: log in as one.",
  },
  CENTRE_NOT_ON_SHIFT: { status: 409, zh: "您现在没有在班。", en: "You are not on shift." },
  CENTRE_HANDOVER_OVER: {
    status: 409,
    zh: "这次交班已经有人接，或已经撤回。",
    en: "This hand-over was taken or withdrawn already.",
  },
  CENTRE_HANDOVER_OWN: {
    status: 409,
    zh: "不能接自己的班，须由下一位处置专员本人接班。",
    en: "Nobody takes over from herself: the next dispatcher does.",
  },
  CENTRE_NOTHING_TO_DRAW: {
    status: 409,
    zh: "这段时间没有可抽查的救援。",
    en: "No rescue of that period can be drawn.",
  },
  CENTRE_CHECKED_ALREADY: { status: 409, zh: "这起救援已经检查过。", en: "This rescue was checked already." },
  CENTRE_OWN_WORK: {
    status: 409,
    zh: "不能检查自己受理的救援。",
    en: "Nobody checks a rescue that he took over himself.",
  },
  CENTRE_CLAIM_DECIDED: {
    status: 409,
    zh: "这条申领已经是这个结论。",
    en: "This claim has been decided so already.",
  },
  CENTRE_PAPER_GONE: {
    status: 410,
    zh: "磁盘上已经没有这个文件，请重新制作。",
    en: "This file is no longer on disk: make the paper anew.",
  },
};
