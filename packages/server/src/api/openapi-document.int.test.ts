import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { arrayOf, objectOf, property } from "@breakwater/core/usage/untyped";
import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ServerProcess, startServerProcess } from "../testing/server-process.ts";

const GOLDEN = new URL("../testing/golden/", import.meta.url).pathname;
const TRACE = "00000000000000000000000000000001";
const DAY = "from=2025-06-10T00:00:00Z&to=2025-06-11T00:00:00Z";

let directory: string;
let server: ServerProcess;
let key: string;
let document: object;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "breakwater-openapi-"));
  server = await startServerProcess(directory);
  for (const name of ["genai-current-names", "error-groups"]) {
    const body = readFileSync(join(GOLDEN, name, "1.otlp.json"));
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${server.otlpUrl}/v1/traces`, { method: "POST", headers, body });
    expect(response.status).toBe(200);
  }
  document = (await (await fetch(`${server.uiUrl}/api/v1/openapi.json`)).json()) as object;
  // From here on the server has a key, and asks for it.
  const made = await ask("POST", "/keys", { name: "example", scopes: ["read", "admin"], project: "default" });
  key = String(property(await made.json(), "text"));
});
afterAll(async () => {
  await server.end("SIGTERM");
  rmSync(directory, { recursive: true });
});

function ask(method: string, path: string, body?: object): Promise<Response> {
  return fetch(`${server.uiUrl}/api/v1${path}`, {
    method,
    headers: {
      ...(key !== undefined && { "x-api-key": key }),
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

/** An example of every operation that the document describes, and the status that it must answer with. */
const EXAMPLES: Readonly<Record<string, readonly [path: string, status: number, body?: object]>> = {
  "get /addresses": ["/addresses", 200],
  "get /alerts": ["/alerts", 200],
  "get /audit": ["/audit?limit=10", 200],
  "get /breakdown": [`/breakdown?${DAY}&groupBy=model&measure=calls`, 200],
  "get /budgets": ["/budgets", 200],
  "get /budgets/{id}/history": ["/budgets/none/history", 404],
  "get /budgets/{id}/keys": ["/budgets/none/keys", 404],
  "get /denials": [`/denials?${DAY}`, 200],
  "get /dimensions": ["/dimensions", 200],
  "get /dimensions/{dimension}": [`/dimensions/model?${DAY}`, 200],
  "get /errors": [`/errors?${DAY}`, 200],
  "get /export/focus": [`/export/focus?${DAY}`, 200],
  "get /export/spans": [`/export/spans?${DAY}`, 200],
  "get /heatmap": [`/heatmap?${DAY}`, 200],
  "get /keys": ["/keys", 200],
  "post /keys": ["/keys", 201, { name: "second", scopes: ["read"], project: "default" }],
  "delete /keys/{id}": ["/keys/none", 404],
  "get /monitors": ["/monitors", 200],
  "get /overview": [`/overview?${DAY}`, 200],
  "get /projects": ["/projects", 200],
  "get /report": [`/report?${DAY}`, 200],
  "get /search": [`/search?${DAY}&q=hi`, 200],
  "delete /session": ["/session", 204],
  "get /session": ["/session", 200],
  "post /session": ["/session", 401, { key: "none" }],
  "get /sessions": [`/sessions?${DAY}`, 200],
  "get /sessions/{id}": [`/sessions/c1?${DAY}`, 200],
  "get /settings": ["/settings", 200],
  "get /spans": [`/spans?${DAY}`, 200],
  "get /status": ["/status", 200],
  "get /tail": ["/tail", 200],
  "get /timeseries": [`/timeseries?${DAY}&measure=calls`, 200],
  "get /totals": [`/totals?${DAY}`, 200],
  "get /traces": [`/traces?${DAY}`, 200],
  "get /traces/{traceId}": [`/traces/${TRACE}`, 200],
  "get /traces/{traceId}/spans/{spanId}/payload": [`/traces/${TRACE}/spans/0000000000000001/payload`, 200],
  "get /users": [`/users?${DAY}`, 200],
  "get /users/{id}": [`/users/ana?${DAY}`, 200],
};

function operations(): readonly string[] {
  const paths = Object.entries(property(document, "paths") ?? {});
  return paths.flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`));
}

describe("the description of the API", () => {
  it("is a valid document of OpenAPI 3.1", async () => {
    const { valid, errors } = await new Validator().validate({ ...document });
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
  });

  it("says where the API lies and how one is let in", () => {
    expect(document).toMatchObject({
      openapi: "3.1.0",
      servers: [{ url: "/api/v1" }],
      security: [{ key: [] }, { bearer: [] }, { session: [] }],
      components: {
        securitySchemes: {
          key: { type: "apiKey", in: "header", name: "x-api-key" },
          bearer: { type: "http", scheme: "bearer" },
          session: { type: "apiKey", in: "cookie", name: "breakwater_session" },
        },
      },
    });
  });

  it("has an example for every operation", () => {
    expect(operations().toSorted()).toEqual(Object.keys(EXAMPLES).toSorted());
  });

  it("names no operation twice, and says of each what it is for", () => {
    const paths: Readonly<Record<string, Readonly<Record<string, unknown>>>> = Object.fromEntries(
      Object.entries(property(document, "paths") ?? {}),
    );
    const summaries = Object.values(paths).flatMap((methods) =>
      Object.values(methods).map((operation) => property(operation, "summary")),
    );
    for (const summary of summaries) expect(summary).toEqual(expect.any(String));
    expect(new Set(summaries).size).toBe(summaries.length);
  });

  it.each(Object.entries(EXAMPLES))("holds for %s", async (operation, [path, status, body]) => {
    const [method = "", described = ""] = operation.split(" ");
    const response = await ask(method.toUpperCase(), path, body);
    expect(response.status).toBe(status);
    const pointer = ["paths", described, method, "responses", String(status)];
    const content = objectOf(property(at(pointer), "content"));
    if (content === undefined) return expect(await response.text()).toBe("");
    const type = response.headers.get("content-type")?.toLowerCase() ?? "";
    expect(Object.keys(content)).toContain(type);
    if (type === "text/event-stream") return response.body?.cancel();
    if (type !== "application/json") return expect(await response.text()).not.toBe("");
    const check = validatorOf([...pointer, "content", type, "schema"]);
    check(await response.json());
    expect(check.errors).toBeNull();
  });

  it("tells of what is not asked well, and of a missing key, in one form", async () => {
    const check = validatorOf(["components", "schemas", "ApiError"]);
    for (const [path, status] of [["/totals?from=x", 400] as const, ["/totals?colour=red", 400] as const]) {
      const response = await ask("GET", path);
      expect(response.status).toBe(status);
      expect(check(await response.json())).toBe(true);
    }
    const refused = await fetch(`${server.uiUrl}/api/v1/totals`);
    expect([refused.status, check(await refused.json())]).toEqual([401, true]);
  });
});

function at(path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => property(value, name), document);
}

/** A check of what lies at a place of the document, with all that it refers to. */
function validatorOf(path: readonly string[]) {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(closed(document), "api");
  const pointer = path.map((name) => encodeURIComponent(name.replaceAll("~", "~0").replaceAll("/", "~1")));
  return ajv.compile({ $ref: `api#/${pointer.join("/")}` });
}

/** The same, where an answer may hold nothing but what is described. */
function closed<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value), (name, part: unknown) => {
    const schema = objectOf(part) ?? {};
    if (Array.isArray(schema["allOf"])) {
      return { ...schema, allOf: schema["allOf"].map(opened), unevaluatedProperties: false };
    }
    const isOpen = "properties" in schema && !("additionalProperties" in schema) && name !== "SpanRecord";
    return isOpen ? { ...schema, additionalProperties: false } : part;
  });
}

/** A part of a whole leaves room for the other parts. */
function opened(part: object): object {
  return { ...part, additionalProperties: true };
}

// Lists in the examples are not empty: an empty list fits any description.
it.each([
  ["/spans", "spans"],
  ["/traces", "traces"],
  ["/errors", "groups"],
  ["/users", "people"],
] as const)("is held to answers with something in them: %s", async (path, name) => {
  const answer: unknown = await (await ask("GET", `${path}?${DAY}`)).json();
  expect(arrayOf(property(answer, name)).length).toBeGreaterThan(0);
});
