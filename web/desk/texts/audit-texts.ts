import { language } from "../../ui/texts/language.ts";
import { auditActs } from "./audit-acts.ts";

/** An act that this page has no words for shows its own name. */
export function auditActText(act: string): string {
  const words = auditActs[act];
  return words === undefined ? act : words[language() === "en" ? 1 : 0];
}

/** Who has no name is written by his kind. */
const kinds: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  public: ["未登录", "not logged in"],
  key: ["接口密钥", "API key"],
  system: ["系统", "system"],
  device: ["设备", "device"],
};

export const auditActorText = (actor: string): string => kinds[actor]?.[language() === "en" ? 1 : 0] ?? actor;
