/** What the shipping service needs of an order's record. */
export interface Order {
  readonly key: string | null;
  readonly value: string | null;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** The warehouse, outside of the service: it ships whatever it is told to, as often as it is told. */
export class Warehouse {
  readonly shipped: string[] = [];
  /** What it knows of orders that it was told about by number. */
  private readonly orders = new Set<string>();

  ship(order: string): void {
    this.shipped.push(order);
  }

  /** Ships an order unless it has been shipped: the warehouse keeps the numbers, with the parcels. */
  shipOnce(order: string): void {
    if (this.orders.has(order)) return;
    this.orders.add(order);
    this.shipped.push(order);
  }
}

export function orderNumber({ topic, partition, offset }: Order): string {
  return `${topic}-${partition}-${offset}`;
}

/**
 * As it was first written. Kafka delivers at least once, so each process remembers what it has shipped. Plausible, and
 * wrong: who takes over after a crash or a rebalance remembers nothing of what the other one shipped.
 */
export const remembering = {
  memory: () => new Set<string>(),
  store: () => new Warehouse(),
  process(order: Order, shipped: Set<string>, warehouse: Warehouse): void {
    const number = orderNumber(order);
    if (shipped.has(number)) return;
    shipped.add(number);
    warehouse.ship(number);
  },
};

/** Fixed: what has been shipped is remembered where the shipping happens. */
export const idempotent = {
  memory: () => null,
  store: () => new Warehouse(),
  process(order: Order, _memory: null, warehouse: Warehouse): void {
    warehouse.shipOnce(orderNumber(order));
  },
};
