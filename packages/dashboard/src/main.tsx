import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ApiError } from "./api/api.ts";
import { UnreachableError } from "./api/connection.ts";
import { MAKING_A_KEY } from "./api/key-questions.ts";
import { sessionQuestion } from "./api/session.ts";
import { router } from "./app/router.tsx";
import { applyTheme } from "./app/theme.ts";
import "./app/styles.css";
import { startTexts } from "./i18n/i18n.ts";

const FRESH_MS = 5_000;

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: FRESH_MS,
      retry: shouldRetry,
      refetchOnWindowFocus: false,
      // A server on this machine answers whether there is a network or not.
      networkMode: "always",
    },
  },
});

// A session that ended leads back to the way in, whichever question found it out.
queries.getQueryCache().subscribe(({ query }) => {
  const { error } = query.state;
  if (queries.isMutating({ mutationKey: MAKING_A_KEY }) > 0) return;
  if (error instanceof ApiError && error.status === 401) queries.setQueryData(sessionQuestion.queryKey, null);
});

applyTheme();
await startTexts();
const root = document.getElementById("root");
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
}

/** What the server refused it refuses again; whether it is back is found out once for all. */
function shouldRetry(failures: number, error: Error): boolean {
  if (error instanceof UnreachableError) return false;
  return failures < 1 && !(error instanceof ApiError && error.status < 500);
}
