import { truncateCodePoints } from "@breakwater/core/redact/truncate";
import type { Alert } from "../alert.ts";

const MAX_TEXTS = 64;
const MAX_NAME_LENGTH = 200;
const MAX_TEXT_LENGTH = 2_000;

/**
 * A copy of the alert that is bounded in size and that its owner cannot change any more.
 * @throws TypeError when it is not an alert: no labels, or times that are not numbers.
 */
export function sanitizeAlert(alert: Alert): Alert {
  const { startsAt, endsAt, count, value, generatorUrl } = alert;
  if (!Number.isFinite(startsAt)) throw new TypeError(`an alert's startsAt is not a time: ${startsAt}`);
  if (endsAt !== undefined && !Number.isFinite(endsAt))
    throw new TypeError(`an alert's endsAt is not a time: ${endsAt}`);
  return {
    labels: boundedTexts(alert.labels),
    annotations: boundedTexts(alert.annotations ?? {}),
    startsAt,
    ...(endsAt !== undefined && { endsAt }),
    ...(count !== undefined && { count }),
    ...(value !== undefined && { value }),
    ...(generatorUrl !== undefined && { generatorUrl: String(generatorUrl).slice(0, MAX_TEXT_LENGTH) }),
  };
}

function boundedTexts(texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts)
      .slice(0, MAX_TEXTS)
      .map(([name, text]) => [
        truncateCodePoints(name, MAX_NAME_LENGTH),
        truncateCodePoints(String(text), MAX_TEXT_LENGTH),
      ]),
  );
}
