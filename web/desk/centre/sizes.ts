/** "640 KiB", "1.5 MiB" */
export const mibText = (bytes: number): string =>
  bytes < 1_048_576 ? `${Math.ceil(bytes / 1_024)} KiB` : `${(bytes / 1_048_576).toFixed(1)} MiB`;
/** "120 GiB" */
export const gibText = (bytes: number): string => `${Math.round(bytes / 1_073_741_824)} GiB`;
