/** Something that is wrong, or was: identified by its labels, told to receivers in groups. */
export interface Alert {
  /** Who it is: `alertname`, `severity` and the rule's dimensions. Equal labels are the same alert. */
  readonly labels: Readonly<Record<string, string>>;
  /** Texts for the reader, such as `summary`; may change while the alert fires. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  readonly startsAt: number;
  /** Epoch milliseconds; present = resolved. */
  readonly endsAt?: number;
  /** How many events are behind it, such as errors. */
  readonly count?: number;
  /** The signal's value, in the signal's unit. */
  readonly value?: number;
  /** Where to look closer. */
  readonly generatorUrl?: string;
}

const FNV_OFFSET_HIGH = 0xcbf29ce4;
const FNV_OFFSET_LOW = 0x84222325;
/** The 64-bit FNV prime is 2^40 + 0x1b3. */
const FNV_PRIME_LOW = 0x1b3;
const TWO_TO_32 = 0x1_0000_0000;
/** Occurs in no UTF-8 text, so no two label sets run together. */
const SEPARATOR = 0xff;

const encoder = new TextEncoder();

/**
 * Identity of a label set as 16 hex digits: FNV-1a, 64 bits, over the labels in order of their names. It equals what
 * Alertmanager computes for the same labels (prometheus/common, `LabelSet.Fingerprint`).
 */
export function alertFingerprint(labels: Readonly<Record<string, string>>): string {
  const hash = { high: FNV_OFFSET_HIGH, low: FNV_OFFSET_LOW };
  for (const name of Object.keys(labels).sort()) {
    addText(hash, name);
    addText(hash, labels[name] ?? "");
  }
  return hex32(hash.high) + hex32(hash.low);
}

interface Hash64 {
  high: number;
  low: number;
}

function addText(hash: Hash64, text: string): void {
  for (const byte of encoder.encode(text)) addByte(hash, byte);
  addByte(hash, SEPARATOR);
}

/** `(hash XOR byte) * prime` modulo 2^64, in halves: no product exceeds 2^53. */
function addByte(hash: Hash64, byte: number): void {
  const low = (hash.low ^ byte) >>> 0;
  const product = low * FNV_PRIME_LOW;
  const carry = Math.floor(product / TWO_TO_32);
  hash.low = product % TWO_TO_32;
  hash.high = (hash.high * FNV_PRIME_LOW + carry + ((low << 8) >>> 0)) % TWO_TO_32;
}

function hex32(value: number): string {
  return value.toString(16).padStart(8, "0");
}
