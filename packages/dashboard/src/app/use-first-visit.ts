import { useQuery } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { statusQuestion } from "../api/server-questions.ts";
import { useView } from "./use-view.ts";

/** Whether the page tells how to send a first span: there is nothing yet to choose a range or filters of. */
export function useFirstVisit(): boolean {
  const isHome = useLocation({ select: ({ pathname }) => pathname === "/" });
  const { data } = useQuery({ ...statusQuestion(useView().project), enabled: isHome });
  return isHome && data !== undefined && data.oldestSpan === undefined;
}
