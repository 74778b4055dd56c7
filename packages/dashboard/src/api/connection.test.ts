import { expect, it } from "vitest";
import { Connection } from "./connection.ts";

it("tells of a change once, and lets wait until the server is back", async () => {
  const connection = new Connection();
  const told: boolean[] = [];
  const end = connection.subscribe(() => told.push(connection.isLost));
  connection.report(false);
  connection.report(true);
  connection.report(true);
  const found = connection.found();
  connection.report(false);
  await found;
  await connection.found();
  end();
  connection.report(true);
  expect(told).toEqual([true, false]);
});
