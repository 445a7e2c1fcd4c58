package io.arvfs.journal.host;

/** How a file is opened. */
public enum OpenMode {
  /** For reading; the file must exist. */
  READ,
  /**
   * For reading what the disk itself has, past the kernel's cache; the file must exist. Opening
   * throws {@link DirectReadRefusedException} where the file system cannot.
   */
  READ_DIRECT,
  /** For reading and writing; the file must exist. */
  READ_WRITE,
  /** For reading and writing; made if it does not exist. */
  CREATE,
  /** For reading and writing; must not exist. */
  CREATE_NEW
}
