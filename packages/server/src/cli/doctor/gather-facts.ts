import { accessSync, constants, existsSync, statfsSync } from "node:fs";
import { connect } from "node:net";
import { dirname, resolve } from "node:path";
import { statusSchema } from "../../api/status-route.ts";
import { ApiRequestError } from "../ask/api-request-error.ts";
import type { ServerConnection } from "../ask/server-connection.ts";
import type { DataFacts, DoctorFacts } from "./doctor-facts.ts";

/** Where a server of this machine would be, if none answers. */
export interface HomePlace {
  readonly directory: string;
  readonly host: string;
  readonly ports: readonly { readonly flag: string; readonly port: number }[];
}

/** Asks the server, and looks at this machine when none answers. */
export async function gatherFacts(connection: ServerConnection, home: HomePlace): Promise<DoctorFacts> {
  const base = { url: connection.url, nodeVersion: process.versions.node };
  const before = Date.now();
  try {
    const response = await connection.client.status.$get({ query: {} });
    const status = statusSchema.parse(await response.json());
    return { ...base, status, askedAt: (before + Date.now()) / 2 };
  } catch (error) {
    if (!(error instanceof ApiRequestError)) throw error;
    const ports = await Promise.all(
      home.ports.map(async (port) => ({ ...port, isTaken: await isListening(home.host, port.port) })),
    );
    return { ...base, unreachable: error.message, askedAt: before, ports, data: dataFacts(home.directory) };
  }
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
