import { z } from "zod";
import { optionsShape } from "../options/option-shapes.ts";

const hosts = z.record(
  z.string().regex(/^[^\s/=@]+$/, 'a host such as "llm.internal:8000"'),
  z.string().regex(/^[\w.-]+$/, 'a provider such as "openai"'),
  'hosts with their providers, such as { "llm.internal:8000": "openai" }',
);

/** What the config file may hold: every option of `createMonitor`, and those of the registration itself. */
export const registrationShape = optionsShape.extend({
  register: z
    .strictObject({
      hosts: hosts.optional(),
      report: z.enum(["off", "exit"], '"off" or "exit"').optional(),
      openTelemetry: z.enum(["on", "off"], '"on" or "off"').optional(),
    })
    .optional(),
});
