import { connection } from "../api/connection.ts";
import { knock } from "./knock.ts";

/**
 * A part of the pages, such as one that is opened for the first time. While the server cannot be reached it waits, and
 * then goes on. @throws what the browser says when the part cannot be loaded though the server is there, as a rejection
 */
export async function loadedPart<Part>(load: () => Promise<Part>): Promise<Part> {
  for (;;) {
    try {
      return await load();
    } catch (error) {
      await knock();
      if (!connection.isLost) throw error;
      await connection.found();
    }
  }
}
