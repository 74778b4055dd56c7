import { useQuery } from "@tanstack/react-query";
import { errorNamesQuestion } from "../api/error-questions.ts";
import { errorLabel, shortFingerprint } from "../format/error-label.ts";
import { useTerms } from "../ui/use-terms.ts";
import { useView } from "./use-view.ts";
import { type FilterDimension, rangeOf } from "./view.ts";

/**
 * What values of filters are called: error groups by what failed, words of the record in the language of the pages, all
 * else by itself.
 *
 * @param fingerprints the error groups that will be asked for
 */
export function useValueNames(
  fingerprints: readonly string[],
): (dimension: FilterDimension, value: string) => string {
  const { named } = useTerms();
  const view = useView();
  const { data } = useQuery(errorNamesQuestion(rangeOf(view), fingerprints));
  return (dimension, value) => {
    if (dimension !== "fingerprint") return named(dimension, value);
    const group = data?.groups.find(({ fingerprint }) => fingerprint === value);
    return group === undefined ? shortFingerprint(value) : errorLabel(group);
  };
}
