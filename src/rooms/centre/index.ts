/** The door of the centre. It stands above rescue and is asked by nobody. */
export {};
