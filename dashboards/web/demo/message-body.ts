/** A notification's body without its title, which a phone shows above it anyway. */
export function bodyWithoutTitle(title: string, body: string): string {
  const rest = body.startsWith(title) ? body.slice(title.length).replace(/^[\s.:–-]+/, "") : body;
  return rest === "" ? body : rest;
}
