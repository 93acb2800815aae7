import { useSyncExternalStore } from "react";
import { onTheme, type Theme, theme } from "./theme.ts";

export const useTheme = (): Theme => useSyncExternalStore(onTheme, theme);
