import pg from "pg";
import { describe, expect, it } from "vitest";
import { DatabaseError, databaseError, isDataRefused, sqlState } from "../../../services/database/errors.js";

function serverError(state: string): pg.DatabaseError {
  const error = new pg.DatabaseError("whatever it says", 10, "error");
  error.code = state;
  return error;
}

describe("errors of the database", () => {
  it.each(["08006", "53100", "53300", "57P01", "57P03", "40P01", "25006"])(
    "%s passes by itself: try again",
    (state) => {
      const error = databaseError(serverError(state)) as DatabaseError;
      expect([error.code, error.retryable, sqlState(error)]).toEqual(["DATABASE_UNAVAILABLE", true, state]);
    },
  );

  it.each(["23505", "22P02", "22P05", "42P01", "42601"])("%s is a defect: trying again does not help", (state) => {
    const error = databaseError(serverError(state)) as DatabaseError;
    expect([error.code, error.retryable]).toEqual(["DATABASE_REJECTED", false]);
  });

  it.each([
    ["22P05", true],
    ["23502", true],
    ["21000", true],
    ["54000", true],
    ["42501", false],
    ["42P01", false],
    ["28P01", false],
    ["53100", false],
  ])("%s: the rows are to blame: %s", (state, blamed) => {
    expect(isDataRefused(databaseError(serverError(state)))).toBe(blamed);
  });

  it("rows that cannot even be written down are to blame, a lost connection is not", () => {
    expect(isDataRefused(new RangeError("Invalid string length"))).toBe(true);
    expect(isDataRefused(databaseError(new Error("Connection terminated")))).toBe(false);
  });

  it("an error without a code from the driver is trouble with the connection, whatever it says", () => {
    expect(databaseError(new Error("anything"))).toMatchObject({ code: "DATABASE_UNAVAILABLE" });
    expect(databaseError(Object.assign(new Error("x"), { code: "ECONNREFUSED" }))).toMatchObject({
      code: "DATABASE_UNAVAILABLE",
    });
  });

  it("a programming error stays what it is", () => {
    const error = new TypeError("x is undefined");
    expect(databaseError(error)).toBe(error);
  });

  it("an error that is typed already is not wrapped again", () => {
    const error = new DatabaseError("DATABASE_IN_USE", "x", { holderPid: 7 });
    expect(databaseError(error)).toBe(error);
  });
});
