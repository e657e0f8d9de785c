import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { createTestDatabase, startTestPostgres, type TestPostgres } from "../../support/postgres.js";
import { type Receiver, startReceiver } from "../../support/webhook-receiver.js";

/** What every test of delivery has: a server for the file, and a database and a receiver of the test's own. */
export interface Fixture {
  server: TestPostgres;
  connectionString: string;
  receiver: Receiver;
  /** Closed after the test, the latest first. */
  open: { close(): Promise<unknown> }[];
  /** The idempotency keys of all calls so far, sorted. */
  keysReceived(): string[];
}

/** To be called at the top of a test file. */
export function deliveryFixture(): Fixture {
  let databases = 0;
  const fixture = {
    open: [] as Fixture["open"],
    keysReceived: () => fixture.receiver.calls.map((call) => String(call.headers["idempotency-key"])).sort(),
  } as Fixture;
  beforeAll(async () => {
    fixture.server = await startTestPostgres();
  });
  afterAll(() => fixture.server?.remove());
  beforeEach(async () => {
    databases += 1;
    fixture.connectionString = await createTestDatabase(fixture.server, `delivery_${databases}`);
    fixture.receiver = await startReceiver();
  });
  afterEach(async () => {
    for (const resource of fixture.open.splice(0).reverse()) await resource.close();
    await fixture.receiver.close();
  });
  return fixture;
}
