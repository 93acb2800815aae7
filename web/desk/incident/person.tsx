/** Somebody standing on `y`. */
export const Person = ({ x, y }: { readonly x: number; readonly y: number }) => (
  <g className="car-person" data-testid="car-person">
    <circle cx={x} cy={y - 26} r="5" />
    <path d={`M${x - 8} ${y}v-11q0-8 8-8t8 8v11z`} />
  </g>
);
