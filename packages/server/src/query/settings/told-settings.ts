import { type ServerFacts, serverVersion } from "../../about/server-facts.ts";
import { isAppliedLive } from "../../config/changed-settings.ts";
import type { Settings } from "../../config/settings-schema.ts";
import { agesOf, type RetentionAges } from "../../storage/retention/retention-ages.ts";

/** How long each kind of data is kept, in milliseconds; null is for ever. */
export interface ToldAges {
  readonly spansMs: number | null;
  readonly payloadsMs: number | null;
  readonly rollupsMs: number | null;
}

/** Groups of settings that are told, by their name in the configuration. */
const TOLD_GROUPS = ["retention", "disk", "prices", "payload", "limits"] as const;

/** What a server may tell of its settings: those that explain what people see, and no secret. */
export function toldSettings({ settings, startedAt }: ServerFacts, boundTo: string | undefined) {
  const { retention, prices, payload, limits } = settings;
  return {
    startedAt: new Date(startedAt).toISOString(),
    versions: { breakwater: serverVersion(), node: process.versions.node },
    groups: TOLD_GROUPS.map((name) => ({
      name,
      change: isAppliedLive(name) ? ("reload" as const) : ("restart" as const),
    })),
    retention: toldRetention(retention, boundTo),
    prices,
    payload: {
      capture: payload.capture,
      maxLength: payload.maxLength,
      // A pattern may spell out what it hides.
      redactPatterns: payload.redact.length,
    },
    limits: {
      bodyBytes: limits.body,
      decompressedBytes: limits.decompressed,
      waitingSpans: limits.waitingSpans,
    },
  };
}

/** Whose key is bound to a project learns of no other. */
function toldRetention(retention: Settings["retention"], boundTo: string | undefined) {
  const names = Object.keys(retention.projects).filter((name) => boundTo === undefined || name === boundTo);
  return {
    default: toldAges(agesOf({ ...retention, projects: {} }, "")),
    projects: names.toSorted().map((project) => ({ project, ...toldAges(agesOf(retention, project)) })),
  };
}

function toldAges({ spans, payloads, rollups }: RetentionAges): ToldAges {
  return { spansMs: finite(spans), payloadsMs: finite(payloads), rollupsMs: finite(rollups) };
}

function finite(ageMs: number): number | null {
  return Number.isFinite(ageMs) ? ageMs : null;
}
