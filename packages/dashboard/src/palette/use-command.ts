import { useNavigate } from "@tanstack/react-router";
import { PAGES } from "../app/pages.ts";
import { keptFor } from "../app/use-listing.ts";
import { useChangeView, useView } from "../app/use-view.ts";
import { narrowed, rangeOf } from "../app/view.ts";
import type { Command } from "./commands.ts";

/** Does what a command says. */
export function useCommand(): (command: Command) => void {
  const navigate = useNavigate();
  const change = useChangeView();
  const view = useView();
  return (command) => {
    switch (command.kind) {
      case "page": {
        const page = PAGES.find(({ to }) => to === command.to);
        return page && void navigate({ to: page.to, search: keptFor(page.to) });
      }
      case "trace": {
        const { traceId } = command;
        return void navigate({ to: "/traces/$traceId", params: { traceId }, search: rangeOf(view) });
      }
      case "person": {
        const { id, of } = command;
        const to = of === "user" ? "/users/$id" : "/sessions/$id";
        return void navigate({ to, params: { id }, search: rangeOf(view) });
      }
      case "filter":
        return change(narrowed(view, command.dimension, command.value));
      case "names":
        return void navigate({ to: "/traces", search: { ...view, text: command.text } });
      case "texts":
        return void navigate({ to: "/traces", search: { ...view, find: command.text } });
    }
  };
}
