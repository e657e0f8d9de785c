import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { RequestError } from "./api/request.js";
import { App } from "./app.js";
import { LanguageProvider } from "./language/language.js";
import "./style.css";

const client = new QueryClient({
  defaultOptions: {
    queries: {
      // The stream says when something has changed; a tab that is looked at again asks anyway.
      staleTime: 2_000,
      refetchOnWindowFocus: true,
      // The browser's idea of being online is about the Internet, not about this service.
      networkMode: "always",
      // What is not there will not be there in a moment; everything else may.
      retry: (failures, error) =>
        !(error instanceof RequestError && error.status >= 400 && error.status < 500) && failures < 2,
      retryDelay: 1_000,
    },
    mutations: { networkMode: "always" },
  },
});

const root = document.getElementById("app");
if (root === null) throw new Error("index.html has no #app");
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <LanguageProvider>
        <App />
      </LanguageProvider>
    </QueryClientProvider>
  </StrictMode>,
);
