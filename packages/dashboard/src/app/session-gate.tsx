import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { sessionQuestion } from "../api/session.ts";
import { FailureNotice, PageLoading } from "../ui/page-states.tsx";
import { LoginPage } from "./login-page.tsx";

/** Shows the pages to those who may see them, and the way in to all others. */
export function SessionGate({ children }: { readonly children: ReactNode }) {
  const session = useQuery(sessionQuestion);
  if (session.isPending) return <PageLoading />;
  if (session.data === undefined)
    return <FailureNotice error={session.error} onRetry={() => void session.refetch()} />;
  return session.data === null ? <LoginPage /> : children;
}
