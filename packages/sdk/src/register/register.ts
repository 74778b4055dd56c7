import { writeSync } from "node:fs";
import { watchAiSdk } from "../ai-sdk/watch-ai-sdk.ts";
import { type RegistrationConfig, registrationConfig, WHERE } from "../config/registration-config.ts";
import { startSettings } from "../config/start-settings.ts";
import { createMonitor } from "../create-monitor.ts";
import { JournalPathError } from "../journal/journal-path-error.ts";
import { ENTRANCE } from "../monitor/entrance.ts";
import type { Monitor } from "../monitor/monitor.ts";
import { InvalidOptionsError } from "../options/invalid-options-error.ts";
import { finishAtExit } from "./at-exit.ts";
import { readConfigFile } from "./config-file.ts";
import { guardGlobalFetch } from "./global-fetch.ts";
import { watchLangChainLoading } from "./langchain-loading.ts";
import { watchLoadedLangChain } from "./loaded-langchain.ts";
import { openTelemetryIfInstalled } from "./open-telemetry-bridge.ts";
import { currentRegistration, setRegistration } from "./registered.ts";
import { watchCallbacks } from "./watch-callbacks.ts";

/** Exit code of a process whose config makes no sense: EX_CONFIG of sysexits.h. */
const EXIT_INVALID_CONFIG = 78;

/**
 * Watches this thread, once however often it is called: LangChain, the AI SDK and the global `fetch`, as environment
 * and config file say. With a config that makes no sense it ends the process, or goes on unmonitored if told to.
 * @returns the monitor; one without options, which is asked by nobody, when there is nothing to watch.
 */
export function register(): Monitor {
  const registered = currentRegistration();
  if (registered) return registered.monitor;
  const { isDisabled } = startSettings(process.env);
  return (isDisabled ? undefined : startMonitoring()) ?? unwatched();
}

function startMonitoring(): Monitor | undefined {
  try {
    const config = registrationConfig(process.env, readConfigFile(startSettings(process.env).configFile));
    return watched(config);
  } catch (error) {
    if (!(error instanceof InvalidOptionsError || error instanceof JournalPathError)) throw error;
    refuse(error);
    return undefined;
  }
}

function refuse({ message }: Error): void {
  const isFatal = startSettings(process.env).onError === "exit";
  const what = isFatal
    ? "The process does not start, because its budgets would not be kept. To start it unmonitored all the same, set BREAKWATER_ON_ERROR=warn."
    : "The process goes on unmonitored: no cost is counted and no budget is kept.";
  writeSync(process.stderr.fd, `[breakwater] ${message}\n[breakwater] ${what}\n`);
  if (isFatal) process.exit(EXIT_INVALID_CONFIG);
}

function unwatched(): Monitor {
  const monitor = createMonitor({ logLevel: "silent", server: false });
  setRegistration({ monitor, onCallbackManager: () => {} });
  return monitor;
}

function watched({ options, register: own, warnings }: RegistrationConfig): Monitor {
  const openTelemetry =
    options.openTelemetry ?? (own.openTelemetry === "off" ? undefined : openTelemetryIfInstalled());
  const monitor = createMonitor({ ...options, ...(openTelemetry && { openTelemetry }) });
  const entrance = monitor[ENTRANCE];
  const { reporter } = entrance;
  const watch = {
    handler: monitor.handler,
    onInternalError: (error: unknown) => reporter.internalError(error),
  };
  const onCallbackManager = (loaded: unknown): void => {
    if (loaded !== undefined && !watchCallbacks(loaded, watch)) reporter.warn(UNKNOWN_LANGCHAIN);
  };
  setRegistration({ monitor, onCallbackManager });
  for (const text of warnings) reporter.warn(text);
  watchLoadedLangChain(onCallbackManager);
  watchLangChainLoading(onCallbackManager);
  watchAiSdk(monitor);
  guardGlobalFetch(entrance, own.hosts ?? {});
  finishAtExit(monitor, { printsReport: own.report === "exit" });
  return monitor;
}

const UNKNOWN_LANGCHAIN = `${WHERE}: this version of @langchain/core is not known, and its calls are seen only where they use the global fetch`;
