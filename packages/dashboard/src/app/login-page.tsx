import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { logIn, sessionQuestion } from "../api/session.ts";
import { Logo } from "../ui/logo.tsx";
import { useFailureText } from "../ui/page-states.tsx";

/** Asks for a key and begins a session with it. The key itself is kept nowhere. */
export function LoginPage() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [key, setKey] = useState("");
  const id = useId();
  const failureText = useFailureText();
  const login = useMutation({
    mutationFn: logIn,
    onSuccess: (session) => queries.setQueryData(sessionQuestion.queryKey, session),
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    login.mutate(key.trim());
  };
  return (
    <main className="grid min-h-dvh place-items-center p-4">
      <form onSubmit={onSubmit} className="w-full max-w-sm rounded-xl border border-line bg-panel p-6">
        <Logo className="mb-4 size-9" />
        <h1 className="text-lg font-semibold">{t("login.title")}</h1>
        <p className="mt-1 text-sm text-quiet">{t("login.about")}</p>
        <label htmlFor={id} className="mt-5 block text-sm font-medium">
          {t("login.key")}
        </label>
        <input
          id={id}
          type="password"
          autoComplete="current-password"
          required
          value={key}
          onChange={(event) => setKey(event.target.value)}
          className="mt-1 w-full rounded-md border border-edge bg-page px-3 py-2 font-mono text-sm"
        />
        {login.isError && (
          <p role="alert" className="mt-2 text-sm text-bad">
            {failureText(login.error)}
          </p>
        )}
        <button
          type="submit"
          disabled={login.isPending}
          className="mt-4 w-full rounded-md bg-accent px-3 py-2 text-sm font-medium text-accent-ink disabled:opacity-60"
        >
          {t("login.submit")}
        </button>
      </form>
    </main>
  );
}
