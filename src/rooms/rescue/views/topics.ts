/** Names of the live topics of this room. */
export const deskTopic = "desk";
export const crewTopic = "crew";
export const progressTopic = "progress";
export const callTopic = "calls";
export const stormTopic = "storm";
