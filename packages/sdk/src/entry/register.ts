import { register } from "../register/register.ts";

/** The monitor of this thread: the one that `--import breakwater/register` made, or that this import makes. */
export const monitor = register();
