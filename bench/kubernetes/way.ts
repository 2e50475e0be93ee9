/** Where a client finds the platform, and with what it is let in. */
export interface Entry {
  readonly url: string;
  readonly ca: string;
  readonly key: string;
}

/** One way to get the platform onto a cluster and to change it. All ways are measured by the same steps. */
export interface Way {
  readonly name: string;
  /** What has to be there beforehand; not measured. */
  create(): Promise<void>;
  /** Everything, from nothing; has ended when everything is ready and the collections exist. */
  install(): Promise<void>;
  entry(): Promise<Entry>;
  /** Notes a value, by its path in the configuration; `apply` makes it real. */
  set(path: string, value: string): Promise<void>;
  /** Has ended when what was changed is ready. */
  apply(): Promise<void>;
  /** What `apply` would do, as far as the way can tell. */
  preview(): Promise<void>;
  uninstall(): Promise<void>;
  /** Whatever is left of it, also after a failure. */
  remove(): Promise<void>;
}
