import { useSyncExternalStore } from "react";
import { type Language, language, onLanguage } from "./language.ts";

/** The language shown; the root of an app uses it as `key`, so that a switch words everything anew. */
export const useLanguage = (): Language => useSyncExternalStore(onLanguage, language);
