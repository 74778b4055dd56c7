import { z } from "zod";
import type { QueryContext } from "../query-context.ts";

/** Most projects that are listed. */
const MAX_PROJECTS = 500;

/** Every project with spans, by name. */
export async function queryProjects({ engine, limits }: QueryContext): Promise<readonly string[]> {
  const rows = await engine.query(
    "SELECT DISTINCT toString(r.project) AS name FROM spans_by_hour AS r ORDER BY name LIMIT {limit:UInt32}",
    { limit: MAX_PROJECTS },
    limits,
  );
  return z
    .array(z.object({ name: z.string() }))
    .parse(rows)
    .map(({ name }) => name);
}
