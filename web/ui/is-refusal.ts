/** An answer that stays the same however often one asks: a link that is over, or was cut on its way into the message. */
export const isRefusal = (status: number): boolean => status >= 400 && status < 500 && status !== 408 && status !== 429;
