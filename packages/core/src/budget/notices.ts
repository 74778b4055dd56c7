import type { BudgetAccount } from "./budget-account.ts";
import type { BudgetNotice } from "./ledger.ts";

/** The shares of the limit that real spend has passed since the last look; each is told once per window. */
export function thresholdNotices(account: BudgetAccount, at: number): BudgetNotice[] {
  const { definition, tally } = account;
  const { alertAt, limitNanos } = definition;
  const { spent } = tally.stateAt(at);
  let passed = tally.announcedAt(at);
  const notices: BudgetNotice[] = [];
  while (passed < alertAt.length && spent > 0 && spent >= (alertAt[passed] ?? 0) * limitNanos) {
    notices.push(noticeOf(account, at, { kind: "threshold", threshold: alertAt[passed] ?? 0 }));
    passed += 1;
  }
  if (notices.length > 0) tally.raiseAnnounced(at, passed);
  return notices;
}

/** The first refusal of a window counts as its 100 % notice: a blocking budget may never spend its last cent. */
export function exhaustedNotice(account: BudgetAccount, at: number): BudgetNotice[] {
  const { alertAt } = account.definition;
  if (account.tally.deniedAt(at) !== 1) return [];
  account.tally.raiseAnnounced(at, alertAt.length);
  return [noticeOf(account, at, { kind: "exhausted", threshold: 1 })];
}

function noticeOf(
  account: BudgetAccount,
  at: number,
  what: Pick<BudgetNotice, "kind" | "threshold">,
): BudgetNotice {
  const { definition, key, tally } = account;
  const state = tally.stateAt(at);
  return {
    ...what,
    budget: definition.name,
    key,
    limitNanos: definition.limitNanos,
    spentNanos: state.spent,
    heldNanos: state.held,
    windowStart: state.start,
    windowEnd: state.end,
    onExceed: definition.onExceed,
  };
}
