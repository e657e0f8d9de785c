/** What has been opened is closed in the reverse order, each once, whatever becomes of the others. */
export interface Closing {
  add(stop: () => unknown): void;
  all(): Promise<void>;
}

export function createClosing(failed: (error: unknown) => void): Closing {
  const stops: (() => unknown)[] = [];
  return {
    add: (stop) => stops.push(stop),
    async all() {
      for (let stop = stops.pop(); stop; stop = stops.pop()) {
        try {
          await stop();
        } catch (error) {
          failed(error);
        }
      }
    },
  };
}
