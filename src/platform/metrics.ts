import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** Metrics of one platform in the form that `/metrics` prints; each platform in a test has its own. */
export type Metrics = {
  readonly counter: <L extends string>(name: string, help: string, labels?: readonly L[]) => Counter<L>;
  readonly gauge: (name: string, help: string, read: () => number | Promise<number>) => void;
  readonly histogram: <L extends string>(name: string, help: string, labels?: readonly L[]) => Histogram<L>;
  readonly print: () => Promise<string>;
};

const secondsBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    counter: (name, help, labels = []) => new Counter({ name, help, labelNames: [...labels], registers: [registry] }),
    gauge: (name, help, read) => {
      new Gauge({
        name,
        help,
        registers: [registry],
        async collect() {
          this.set(await read());
        },
      });
    },
    histogram: (name, help, labels = []) =>
      new Histogram({ name, help, labelNames: [...labels], buckets: secondsBuckets, registers: [registry] }),
    print: () => registry.metrics(),
  };
}
