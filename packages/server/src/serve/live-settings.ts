import { createPriceBook, type PriceBook } from "@breakwater/core/pricing/price-book";
import type { PriceOverride } from "@breakwater/core/pricing/price-override";
import { isLoopback } from "../access/host-names.ts";
import { type ChangedSettings, changedSettings } from "../config/changed-settings.ts";
import type { Settings } from "../config/settings-schema.ts";
import type { EnrichParts } from "../enrich/enrich-span.ts";
import type { BodyLimits } from "../ingest/body/body-limits.ts";
import { IngestMemory } from "../ingest/body/ingest-memory.ts";
import type { GroupLimits } from "../storage/group-committer.ts";

/** Spans in one commit: large blocks make few parts, small ones answer sooner. */
const MAX_SPANS_PER_COMMIT = 20_000;

/** Settings that can change while the server runs. Whoever takes a part of them reads it anew each time. */
export class LiveSettings {
  #current: Settings;
  #prices: PriceBook;

  /** @throws RangeError when a price is out of range */
  constructor(settings: Settings) {
    this.#current = settings;
    this.#prices = pricesOf(settings);
  }

  get current(): Settings {
    return this.#current;
  }

  /** Puts new settings in force, all of those that can be. @throws RangeError, and keeps the old ones */
  replace(settings: Settings): ChangedSettings {
    const changes = changedSettings(this.#current, settings);
    if (changes.applied.includes("prices")) this.#prices = pricesOf(settings);
    this.#current = settings;
    return changes;
  }

  /** How records are priced and cleaned. */
  enrich(): EnrichParts {
    const read = () => this.#current.payload;
    const prices = () => this.#prices;
    return {
      get prices() {
        return prices();
      },
      get maxPayloadLength() {
        return read().capture ? read().maxLength : 0;
      },
      get redactPatterns() {
        return read().redact;
      },
    };
  }

  /** How much may wait. */
  groupLimits(): GroupLimits {
    const read = () => this.#current.limits;
    return {
      maxSpansPerCommit: MAX_SPANS_PER_COMMIT,
      get maxWaitingSpans() {
        return read().waitingSpans;
      },
    };
  }

  /** How much one request may hold, and all together. */
  bodyLimits(): BodyLimits {
    const read = () => this.#current.limits;
    return {
      memory: new IngestMemory(() => read().memory),
      get maxBytes() {
        return read().body;
      },
      get maxDecompressedBytes() {
        return read().decompressed;
      },
    };
  }

  /** Who is let in; the address that is listened on changes only by a restart. */
  access(host: string) {
    const read = () => this.#current.access;
    return {
      get isOpenWithoutKeys() {
        return isLoopback(host) && read().required !== true;
      },
      get adminKey() {
        return read().adminKey;
      },
      get hosts() {
        return read().hosts;
      },
    };
  }
}

function pricesOf({ prices }: Settings): PriceBook {
  const overrides = prices.map((price): PriceOverride => {
    const { model, inputPerMillionUsd, outputPerMillionUsd, ...optional } = price;
    const given = Object.entries(optional).filter(([, value]) => value !== undefined);
    return { model, inputPerMillionUsd, outputPerMillionUsd, ...Object.fromEntries(given) };
  });
  return createPriceBook({ overrides });
}
