/** The door of overview. It stands on top and only shows what other rooms know: nobody asks it for anything. */
export {};
