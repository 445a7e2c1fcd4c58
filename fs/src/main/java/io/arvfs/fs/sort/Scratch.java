package io.arvfs.fs.sort;

import io.arvfs.fs.manifest.Overflow;
import java.io.IOException;

/** Room on the disk for what need not outlive the process. Thread-safe. */
public interface Scratch {

  /** Rows to be sorted; to be closed. */
  RowSort rows() throws IOException;

  /** Bytes that wait; to be closed. */
  Overflow overflow() throws IOException;
}
