/**
 * The settings that are the server's, as it wants them.
 *
 * In: the section `pebre` as VS Code gives it, with the defaults of package.json in it.
 * Out: an object without what is not set, so that a project's own settings count, and without what only this
 * extension reads; the environment selected in the Python extension stands for a Python that is not set.
 */

const OURS = new Set(["path", "interpreter", "importStrategy", "installFrom", "trace"]);

export type Section = Readonly<Record<string, unknown>>;

export function forServer(section: Section, selectedPython: string | undefined): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(section)) {
    if (!OURS.has(key) && value !== null && value !== undefined && typeof value !== "function") result[key] = value;
  }
  if (!isText(result["python"]) && selectedPython !== undefined) result["python"] = selectedPython;
  return result;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
