type Column = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Int32Array<ArrayBuffer>;

/** The same column with room for more. */
export function grown<C extends Column>(column: C, capacity: number): C {
  const bigger = new (column.constructor as new (length: number) => C)(capacity);
  bigger.set(column);
  return bigger;
}
