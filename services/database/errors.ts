import pg from "pg";

export type DatabaseErrorCode =
  /** The server cannot be reached or cannot work at the moment: try again. */
  | "DATABASE_UNAVAILABLE"
  /** The server answered that what we asked is wrong: a defect, trying again does not help. */
  | "DATABASE_REJECTED"
  | "DATABASE_IN_USE"
  | "DATABASE_NO_BINARIES"
  | "DATABASE_BINARIES_UNUSABLE"
  | "DATABASE_NO_SERVER_USER"
  | "DATABASE_DISK_FULL"
  | "DATABASE_FOLDER_UNUSABLE"
  | "DATABASE_FOLDER_OWNER"
  | "DATABASE_VERSION"
  | "DATABASE_RIGHTS"
  | "DATABASE_EMPTY"
  | "DATABASE_NOT_EMPTY"
  | "DATABASE_BACKUP_UNUSABLE"
  | "DATABASE_START_FAILED"
  | "DATABASE_MIGRATION_FAILED";

/** The message says what is wrong and what to do; programs look at `code`. */
export class DatabaseError extends Error {
  readonly code: DatabaseErrorCode;
  /** With DATABASE_IN_USE: the process that holds the database, as far as it could be read. */
  readonly holderPid: number | null;

  constructor(code: DatabaseErrorCode, message: string, options: { cause?: unknown; holderPid?: number | null } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = "DatabaseError";
    this.code = code;
    this.holderPid = options.holderPid ?? null;
  }

  get retryable(): boolean {
    return this.code === "DATABASE_UNAVAILABLE";
  }
}

/**
 * SQLSTATEs (or their first two characters, the class) that pass by themselves or by an operator's
 * hand while we wait: lost connections, shutdown and restart, a full disk or too many connections,
 * an I/O error, deadlocks, a standby that has not been promoted yet, statement timeouts.
 */
const passingStates = ["08", "53", "57", "58", "40001", "40P01", "25006", "25P03", "55P03"];

/** Errors of our own making: never dressed up as an operating error. */
const programmingErrors = [TypeError, RangeError, ReferenceError, SyntaxError];

/**
 * Turns what the driver throws into a typed error. The driver's own errors (socket closed, timeout)
 * mostly carry no code, so everything that is neither an answer of the server nor a programming
 * error counts as trouble with the connection.
 */
export function databaseError(error: unknown): unknown {
  if (error instanceof DatabaseError || programmingErrors.some((kind) => error instanceof kind)) return error;
  if (error instanceof pg.DatabaseError) {
    const state = error.code ?? "";
    const passes = passingStates.some((passing) => state.startsWith(passing));
    return passes
      ? new DatabaseError("DATABASE_UNAVAILABLE", `PostgreSQL cannot work now (${state}): ${error.message}`, {
          cause: error,
        })
      : new DatabaseError("DATABASE_REJECTED", `PostgreSQL refused (${state}): ${error.message}`, { cause: error });
  }
  const message = error instanceof Error ? error.message : String(error);
  return new DatabaseError("DATABASE_UNAVAILABLE", `PostgreSQL cannot be reached: ${message}`, { cause: error });
}

/**
 * Classes of SQLSTATEs by which the server refuses the rows themselves: cardinality, data, constraint, program limit. A
 * missing right or table is not among them: those pass by an operator's hand, and no row is to blame.
 */
const dataClasses = ["21", "22", "23", "54"];

/** Whether the rows are what the server, or the driver before it, cannot take. */
export function isDataRefused(error: unknown): boolean {
  if (programmingErrors.some((kind) => error instanceof kind)) return true;
  const state = sqlState(error);
  return state !== null && dataClasses.includes(state.slice(0, 2));
}

/** SQLSTATE behind an error, if the server sent one. */
export function sqlState(error: unknown): string | null {
  const cause = error instanceof DatabaseError ? error.cause : error;
  return cause instanceof pg.DatabaseError ? (cause.code ?? null) : null;
}

/** Runs work on the database so that it can only fail with typed errors. */
export async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw databaseError(error);
  }
}
