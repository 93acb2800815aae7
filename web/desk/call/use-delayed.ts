import { useEffect, useState } from "react";

/** A value that follows when it has rested for a while: one question per pause of typing, not per key. */
export function useDelayed<Value>(value: Value, restMs: number): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), restMs);
    return () => clearTimeout(timer);
  }, [value, restMs]);
  return settled;
}
