import { language, setLanguage } from "../ui/texts/language.ts";

export function LanguageSwitch() {
  const english = language() === "en";
  return (
    <button
      type="button"
      className="link"
      lang={english ? "zh-CN" : "en"}
      onClick={() => setLanguage(english ? "zh-CN" : "en")}
    >
      {english ? "中文" : "English"}
    </button>
  );
}
