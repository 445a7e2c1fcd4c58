package io.arvfs.sync;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many lives of a volume, one for each seed; a failure names its seed and tells its story. */
class SimulationTest {

  private static final int SEEDS = 30;
  private static final int MANY_SEEDS = 1000;

  private static Cell cell;

  @BeforeAll
  static void start() throws IOException {
    cell = new Cell();
  }

  @AfterAll
  static void stop() {
    cell.close();
  }

  @Test
  void volume_throughFaultsAndDeaths_agreesWithTheClusterInTheEnd() throws Exception {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Simulation.run(cell, seed);
    }
  }

  @Test
  @Tag("long")
  void volume_throughManyLives_agreesWithTheClusterInTheEnd() throws Exception {
    for (long seed = SEEDS + 1; seed <= MANY_SEEDS; seed++) {
      Simulation.run(cell, seed);
    }
  }
}
