package io.arvfs.cli.bench;

import java.io.IOException;
import java.nio.file.Path;

/** One thing to measure: on arv-fs, and on what it is compared with. */
interface Row {

  /**
   * Measures once.
   *
   * @param place {@code arvfs}, or the name of a peer
   * @param directory for whatever is written; it exists
   * @param amount how much to do, in the row's own unit
   * @return the result, in the row's unit
   */
  double measure(String place, Path directory, int amount) throws IOException;
}
