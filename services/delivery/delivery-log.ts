/** What delivery writes to; a pino logger is one. */
export interface DeliveryLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface RepeatLog {
  /** Something went wrong at `where`. Said at once the first time, then counted. */
  problem(where: string, error: unknown): void;
  /** `where` works again: says so, with the count, if a problem had been said. */
  recovered(where: string): void;
}

/** A problem that lasts is said again this often, with a count of how many times it came. */
const repeatEveryMs = 60_000;
/** Distinct problems remembered; the oldest is forgotten, and would be said anew. */
const problemsMax = 100;

/**
 * Says repeated errors once. A queue without its tables fails thousands of times a second, and each failure with a
 * stack trace would fill a disk within the hour; so no stack is written either, only the code and the message.
 */
export function createRepeatLog(log: DeliveryLog, now: () => number): RepeatLog {
  const problems = new Map<string, { where: string; saidAtMs: number; unsaid: number; total: number }>();

  return {
    problem(where, error) {
      const code = errorCode(error);
      const key = `${where} ${code}`;
      const known = problems.get(key);
      if (known !== undefined) {
        known.unsaid += 1;
        known.total += 1;
        if (now() - known.saidAtMs < repeatEveryMs) return;
        log.warn({ where, code, times: known.unsaid }, "delivery: the problem lasts");
        known.saidAtMs = now();
        known.unsaid = 0;
        return;
      }
      if (problems.size >= problemsMax) {
        const oldest = problems.keys().next().value;
        if (oldest !== undefined) problems.delete(oldest);
      }
      problems.set(key, { where, saidAtMs: now(), unsaid: 0, total: 1 });
      log.warn({ where, code, error: errorText(error) }, "delivery: a problem");
    },
    recovered(where) {
      let times = 0;
      for (const [key, problem] of problems) {
        if (problem.where !== where) continue;
        times += problem.total;
        problems.delete(key);
      }
      if (times > 0) log.info({ where, times }, "delivery: works again");
    },
  };
}

/** A stable name for an error: PostgreSQL's and Node's codes, else the error's class. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === "string" ? code : error.name;
}

function errorText(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 300);
}
