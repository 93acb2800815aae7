import "../ui/theme/tokens.css";
import { RouterProvider } from "@tanstack/react-router";
import { createRoot } from "react-dom/client";
import { Frame } from "./frame.tsx";
import { router } from "./router.tsx";

const root = document.getElementById("root");
if (root === null) throw new Error("the page has no root element");
createRoot(root).render(
  <Frame>
    <RouterProvider router={router} />
  </Frame>,
);
