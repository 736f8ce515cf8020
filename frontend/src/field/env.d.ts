/** The version of the application, from package.json. */
declare const __APP__: string;
