import { accessSync, constants, existsSync, statfsSync } from "node:fs";
import { connect } from "node:net";
import { dirname, resolve } from "node:path";
import { isLoopback } from "../../access/host-names.ts";
import { statusSchema } from "../../api/status-route.ts";
import { ApiRequestError } from "../ask/api-request-error.ts";
import type { ServerConnection } from "../ask/server-connection.ts";
import type { DataFacts, DoctorFacts } from "./doctor-facts.ts";

/** Where the configuration of this machine has a server. */
export interface HomePlace {
  readonly directory: string;
  readonly host: string;
  readonly ports: readonly { readonly flag: string; readonly port: number }[];
  /** Where settings come from that are not the defaults; absent when nobody set any. */
  readonly file?: string | undefined;
  /** Why the configuration cannot be read. */
  readonly problem?: string | undefined;
}

/** Asks the server, and looks at this machine unless the server is on another one. */
export async function gatherFacts(connection: ServerConnection, home: HomePlace): Promise<DoctorFacts> {
  const base = {
    url: connection.url,
    nodeVersion: process.versions.node,
    ...(home.file !== undefined && { configFile: home.file }),
    ...(home.problem !== undefined && { configProblem: home.problem }),
  };
  const asked = await askServer(connection);
  const isElsewhere = asked.unreachable === undefined && !isLoopback(hostOf(connection.url));
  if (isElsewhere) return { ...base, ...asked };
  const ports = await Promise.all(
    home.ports.map(async (port) => ({ ...port, isTaken: await isListening(home.host, port.port) })),
  );
  return { ...base, ...asked, ports, data: dataFacts(home.directory) };
}

async function askServer(
  connection: ServerConnection,
): Promise<Pick<DoctorFacts, "status" | "refusal" | "unreachable" | "askedAt">> {
  const before = Date.now();
  try {
    const response = await connection.client.status.$get({ query: {} });
    const status = statusSchema.parse(await response.json());
    return { status, askedAt: (before + Date.now()) / 2 };
  } catch (error) {
    if (!(error instanceof ApiRequestError)) throw error;
    const { message, status } = error;
    const isRefusal = status === 401 || status === 403;
    return isRefusal
      ? { refusal: { message, hasKey: connection.hasKey }, askedAt: before }
      : { unreachable: message, askedAt: before };
  }
}

function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^\[|\]$/g, "");
}

function dataFacts(directory: string): DataFacts {
  const exists = existsSync(directory);
  let place = resolve(directory);
  while (!existsSync(place) && dirname(place) !== place) place = dirname(place);
  const { bavail, bsize } = statfsSync(place);
  return { directory, exists, isWritable: canWrite(place), freeBytes: bavail * bsize };
}

function canWrite(place: string): boolean {
  try {
    accessSync(place, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function isListening(host: string, port: number): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect({ host, port });
    const end = (isTaken: boolean) => {
      socket.destroy();
      answer(isTaken);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
  });
}
