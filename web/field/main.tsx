import { createRoot } from "react-dom/client";
import "../ui/theme/tokens.css";
import "./field.css";
import "../ui/theme/theme.ts";
import { useLanguage } from "../ui/texts/use-language.ts";
import { App } from "./app.tsx";
import { keepPageOffline } from "./keep-page-offline.ts";

// The service worker's scope is `/field/`; without the slash a reload in a basement would find nothing.
if (location.pathname === "/field") history.replaceState(null, "", `/field/${location.search}`);

function Root() {
  return <App key={useLanguage()} />;
}

const root = document.getElementById("root");
if (root !== null) createRoot(root).render(<Root />);
void keepPageOffline();
