/** An OTLP/JSON trace request, as far as it is changed before it is kept. */
export interface JsonExport {
  readonly resourceSpans: readonly {
    readonly resource?: { readonly attributes?: readonly JsonAttribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly JsonSpan[] }[];
  }[];
}

interface JsonAttribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string };
}

interface JsonSpan {
  readonly status?: { readonly message?: string };
  readonly attributes?: readonly JsonAttribute[];
  readonly events?: readonly { readonly attributes?: readonly JsonAttribute[] }[];
}

/** What says nothing about a dialect: the machine, headers, stack traces and vectors. */
const LEFT_OUT = /(^|\.)(headers|stacktrace|vector)(\.|$)|embeddings\.vector/;
const KEPT_OF_RESOURCE = /^(service|telemetry)\./;

/** Stacks name the folders of whoever records. */
const STACK_LINES = /\n\s+at [^\n]+/g;

/** The batches of one program as one request, without what changes from run to run or tells of the machine. */
export function cleanedExport(batches: readonly JsonExport[]): JsonExport {
  return {
    resourceSpans: batches.flatMap(({ resourceSpans }) =>
      resourceSpans.map((ofResource) => ({
        ...ofResource,
        resource: {
          ...ofResource.resource,
          attributes: (ofResource.resource?.attributes ?? []).filter(({ key }) => KEPT_OF_RESOURCE.test(key)),
        },
        scopeSpans: ofResource.scopeSpans.map((ofScope) => ({
          ...ofScope,
          spans: ofScope.spans.map(cleanedSpan),
        })),
      })),
    ),
  };
}

function cleanedSpan(span: JsonSpan): JsonSpan {
  return {
    ...span,
    ...(span.status && { status: cleanedStatus(span.status) }),
    attributes: kept(span.attributes),
    ...(span.events && {
      events: span.events.map((event) => ({ ...event, attributes: kept(event.attributes) })),
    }),
  };
}

function cleanedStatus({ message, ...status }: NonNullable<JsonSpan["status"]>) {
  return { ...status, ...(message !== undefined && { message: message.replaceAll(STACK_LINES, "") }) };
}

function kept(attributes: readonly JsonAttribute[] = []): readonly JsonAttribute[] {
  return attributes
    .filter(({ key }) => !LEFT_OUT.test(key))
    .map(({ key, value }) => ({ key, value: withoutStack(value) }));
}

function withoutStack(value: JsonAttribute["value"]): JsonAttribute["value"] {
  const { stringValue } = value;
  return stringValue === undefined ? value : { stringValue: stringValue.replaceAll(STACK_LINES, "") };
}
