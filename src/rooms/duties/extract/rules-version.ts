/** Raised with every change of what the rules read: a document that was read by older ones offers to be read again. */
export const rulesVersion = "2026-11-27.3";
