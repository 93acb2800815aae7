export declare const platformFlags: readonly string[];
