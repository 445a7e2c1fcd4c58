package io.arvfs.journal.host;

import java.util.Random;

/** Random numbers from a seed a person or a loop chose. */
final class Seeds {

  private Seeds() {}

  /** {@link Random} begins alike for neighbouring seeds; here they are first spread apart. */
  static Random random(long seed) {
    long z = seed + 0x9E37_79B9_7F4A_7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return new Random(z ^ (z >>> 31));
  }
}
