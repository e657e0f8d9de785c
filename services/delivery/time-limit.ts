/** Something took longer than it may. */
class TimeLimitError extends Error {
  override readonly name = "TimeLimitError";
  readonly code = "DELIVERY_TIME_LIMIT";
}

/** Settles as `work` does, or rejects with a TimeLimitError; `work` itself goes on and its late failure is ignored. */
export async function withinMs<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimeLimitError(`took longer than ${limitMs} ms`)), limitMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
