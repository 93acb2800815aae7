import { QueryClientProvider } from "@tanstack/react-query";
import { theme as antdTheme, ConfigProvider } from "antd";
import { Fragment, type ReactNode } from "react";
import { useLanguage } from "../ui/texts/use-language.ts";
import type { Theme } from "../ui/theme/theme.ts";
import { useTheme } from "../ui/theme/use-theme.ts";
import { queryClient } from "./queries.ts";

const font = 'system-ui, "PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

/** Ant Design in the measures and greys of tokens.css. */
const antdLook = (theme: Theme) => ({
  algorithm: theme === "dark" ? antdTheme.darkAlgorithm : antdTheme.defaultAlgorithm,
  token: {
    colorPrimary: theme === "dark" ? "#3a76a8" : "#27567f",
    colorLink: theme === "dark" ? "#7fb6ee" : "#1857a4",
    colorError: theme === "dark" ? "#ff7a75" : "#b3121d",
    colorBgContainer: theme === "dark" ? "#23292f" : "#ffffff",
    colorBgElevated: theme === "dark" ? "#23292f" : "#ffffff",
    colorBorder: theme === "dark" ? "#5d6772" : "#9aa2ab",
    colorText: theme === "dark" ? "#e3e7ea" : "#1d242b",
    colorTextPlaceholder: theme === "dark" ? "#9fa9b3" : "#5a646e",
    borderRadius: 4,
    controlHeight: 30,
    fontFamily: font,
    motion: false,
  },
});

/** Theme, language and queries around every page. A switch of language words everything anew. */
export function Frame({ children }: { readonly children: ReactNode }) {
  const theme = useTheme();
  const language = useLanguage();
  return (
    <ConfigProvider theme={antdLook(theme)} button={{ autoInsertSpace: false }} wave={{ disabled: true }}>
      <QueryClientProvider client={queryClient}>
        <Fragment key={language}>{children}</Fragment>
      </QueryClientProvider>
    </ConfigProvider>
  );
}
