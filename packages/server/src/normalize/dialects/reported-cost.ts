import type { ReportedCost } from "../dialect.ts";

/** Dollars as a sender has them; each part may be missing. */
export interface ToldCost {
  readonly total?: number | undefined;
  readonly input?: number | undefined;
  readonly output?: number | undefined;
}

/** What a call is said to have cost: the total, or else its parts together. 0 is taken for "not known". */
export function reportedCost({ total = 0, input, output }: ToldCost): ReportedCost | undefined {
  const totalUsd = total > 0 ? total : (input ?? 0) + (output ?? 0);
  if (totalUsd <= 0) return undefined;
  const inputUsd = input ?? (output === undefined ? undefined : totalUsd - output);
  const isPart = inputUsd !== undefined && inputUsd >= 0 && inputUsd <= totalUsd;
  return { totalUsd, ...(isPart && { inputUsd }) };
}
