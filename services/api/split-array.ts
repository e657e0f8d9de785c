/**
 * The elements of a JSON array as they were written. Ingest must see a sender's own text: parsing and writing it again
 * would change large numbers and `1e999`, and deep nesting overflows the writer's stack.
 * `text` must be a valid JSON array; it is not checked again here.
 */
export function splitArray(text: string): string[] {
  const elements: string[] = [];
  let depth = 0;
  let inString = false;
  let start = text.indexOf("[") + 1;
  for (let i = start - 1; i < text.length; i++) {
    const char = text[i];
    if (inString) {
      if (char === "\\") i++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === "[" || char === "{") depth++;
    else if (char === "]" || char === "}") depth--;
    if (inString || (depth !== 0 && !(depth === 1 && char === ","))) continue;
    const element = text.slice(start, i).trim();
    if (element !== "") elements.push(element);
    start = i + 1;
    if (depth === 0) break;
  }
  return elements;
}
