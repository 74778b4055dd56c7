import { findEscapes } from "./escape-hatches.ts";
import { readRepoFiles, reportProblems } from "./repo-files.ts";

// The ratchet: the number of escape hatches is 0, so each one found fails the check.
reportProblems(readRepoFiles(/\.(ts|tsx|mts|cts|mjs|js)$/).flatMap(findEscapes));
