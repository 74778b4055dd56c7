import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { exportFocus } from "../query/export/export-focus.ts";
import { EXPORT_FORMATS, type ExportFormat, FORMATS } from "../query/export/export-format.ts";
import { exportSpans } from "../query/export/export-spans.ts";
import type { QueryContext } from "../query/query-context.ts";
import type { ApiEnvironment } from "./api-environment.ts";
import { apiErrorResponses } from "./api-errors.ts";
import { type FailureLog, tellBrokenOff } from "./api-failure.ts";
import { filterOf, filterParameters } from "./filter-parameters.ts";
import { filterOfList, listParameters } from "./list-parameters.ts";
import { requestContext } from "./request-context.ts";

const format = z.enum(EXPORT_FORMATS).default("csv");

const responses = {
  200: {
    description: "The file",
    content: Object.fromEntries(
      Object.values(FORMATS).map(({ mediaType }) => [
        mediaType,
        { schema: { type: "string" as const, format: "binary" } },
      ]),
    ),
  },
  ...apiErrorResponses,
};

const spansRoute = createRoute({
  method: "get",
  path: "/export/spans",
  summary: "Spans by filter as a file, without payloads, a million at most",
  request: { query: listParameters.omit({ order: true, limit: true, cursor: true }).extend({ format }) },
  responses,
});

const focusRoute = createRoute({
  method: "get",
  path: "/export/focus",
  summary: "Cost by day, model, user, service and environment in the columns of FinOps FOCUS 1.2",
  request: { query: filterParameters.extend({ format }) },
  responses,
});

/** `GET /export/spans` and `GET /export/focus`. */
export function exportRoute(context: QueryContext, log: FailureLog) {
  return new OpenAPIHono<ApiEnvironment>()
    .openapi(spansRoute, (request) => {
      const parameters = request.req.valid("query");
      const filter = filterOfList(parameters, request.get("project"), context.clock.now());
      const chunks = exportSpans(filter, parameters.format, requestContext(context, request.req));
      return fileOf(chunks, {
        name: "spans",
        kind: parameters.format,
        onBroken: (error) => tellBrokenOff(log, error, request),
      });
    })
    .openapi(focusRoute, (request) => {
      const parameters = request.req.valid("query");
      const filter = filterOf(parameters, request.get("project"), context.clock.now());
      const chunks = exportFocus(filter, parameters.format, requestContext(context, request.req));
      return fileOf(chunks, {
        name: "focus",
        kind: parameters.format,
        onBroken: (error) => tellBrokenOff(log, error, request),
      });
    });
}

interface FileParts {
  readonly name: string;
  readonly kind: ExportFormat;
  /** Told when the file ends before its end. */
  onBroken(error: unknown): void;
}

/** A file to keep. Waits for its first piece, so that what goes wrong before it is an error and not a broken file. */
async function fileOf(
  chunks: AsyncIterable<Uint8Array>,
  { name, kind, onBroken }: FileParts,
): Promise<Response> {
  const pieces = chunks[Symbol.asyncIterator]();
  const first = await pieces.next();
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      if (first.done === true) controller.close();
      else controller.enqueue(first.value);
    },
    pull: async (controller) => {
      const { done, value } = await pieces.next().catch((error: unknown) => {
        onBroken(error);
        // Cuts the connection, by which the reader knows that the file is not whole.
        throw error;
      });
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    cancel: async () => {
      await pieces.return?.();
    },
  });
  return new Response(body, {
    headers: {
      "content-type": FORMATS[kind].mediaType,
      "content-disposition": `attachment; filename="breakwater-${name}.${kind}"`,
    },
  });
}
