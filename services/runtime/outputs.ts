import type { Output } from "../../rules/model/engine.js";

export type OutputListener = (outputs: readonly Output[]) => void;

/** Hands each batch of committed outputs to whoever listens; listeners must not throw or block. */
export function createOutputs(): { publish: OutputListener; subscribe(listener: OutputListener): () => void } {
  const listeners = new Set<OutputListener>();
  return {
    publish(outputs) {
      for (const listener of listeners) listener(outputs);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
