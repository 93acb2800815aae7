/**
 * How the platform's own process is started, by whatever starts it. Frames of devices live as long as their commit: with the usual young
 * generation of 16 MiB they grow old on the way, and half of the memory of a busy city is their remains.
 */
export const platformFlags = ["--max-semi-space-size=64"];
