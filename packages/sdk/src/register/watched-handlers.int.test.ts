import { CallbackManager } from "@langchain/core/callbacks/manager";
import { beforeEach, expect, test } from "vitest";
import { createMonitor } from "../create-monitor.ts";
import type { BreakwaterCallbackHandler } from "../langchain/callback-handler.ts";
import { watchCallbacks } from "./watch-callbacks.ts";

const internalErrors: unknown[] = [];
let handler: BreakwaterCallbackHandler;
let Watched: typeof CallbackManager;
beforeEach(() => {
  internalErrors.length = 0;
  handler = createMonitor().handler;
  Watched = class extends CallbackManager {};
  watch(Watched);
});

function watch(Manager: unknown): boolean {
  const onInternalError = (error: unknown) => internalErrors.push(error);
  return watchCallbacks({ CallbackManager: Manager }, { handler, onInternalError });
}

function countsOf(manager: CallbackManager | undefined): number[] {
  return [manager?.handlers, manager?.inheritableHandlers].map(
    (list) => list?.filter((one) => Object.is(one, handler)).length ?? 0,
  );
}

const own = { handleLLMEnd() {} };

test.each<[string, () => CallbackManager | undefined]>([
  ["no handlers at all", () => Watched._configureSync()],
  ["other handlers", () => Watched._configureSync([own], [own])],
  ["the handler in the call", () => Watched._configureSync([handler])],
  ["the handler in the model", () => Watched._configureSync(undefined, [handler])],
  ["the handler in both", () => Watched._configureSync([own, handler], [handler, own])],
  ["a manager without it", () => Watched._configureSync(new CallbackManager())],
  ["a manager with it", () => Watched._configureSync(managerWithIt())],
  ["managers with it, twice", () => Watched._configureSync(managerWithIt(), managerWithIt())],
])("with %s, the handler is there once, and inherited", (_what, configure) => {
  expect(countsOf(configure())).toEqual([1, 1]);
  expect(internalErrors).toEqual([]);
});

function managerWithIt(): CallbackManager {
  const manager = new CallbackManager();
  manager.addHandler(handler as never, true);
  return manager;
}

test("the application's manager is not changed, and its other handlers stay", () => {
  const manager = CallbackManager.fromHandlers(own);
  expect(Watched._configureSync(manager)?.handlers).toHaveLength(2);
  expect(manager.handlers).toHaveLength(1);
});

test("watched twice is watched once", () => {
  const once = Watched._configureSync;
  expect(watch(Watched)).toBe(true);
  expect(Watched._configureSync).toBe(once);
});

test("exports of an unknown kind are said to be so", () => {
  expect([undefined, null, {}, class {}].map((Manager) => watch(Manager))).toEqual([
    false,
    false,
    false,
    false,
  ]);
});

test("handlers that cannot be read are an internal error, and LangChain's own affair", () => {
  const hostile = new Proxy([], {
    get() {
      throw new Error("hands off");
    },
  });
  expect(() => Watched._configureSync(hostile)).toThrow("hands off");
  expect(internalErrors).toHaveLength(1);
});
