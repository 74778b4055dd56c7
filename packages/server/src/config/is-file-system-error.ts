/** Whether an error is the system's, with a code such as `ENOENT`. */
export function isFileSystemError(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
